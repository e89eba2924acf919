import type { AegisClient } from '@aegis/client';
import { AegisError } from '@aegis/protocol';
import { oneLine } from '../text/neutralise.ts';
import type { Effect, Notice } from './watch-state.ts';

async function ask(
  client: AegisClient,
  effect: Exclude<Effect, { kind: 'quit' }>,
): Promise<string> {
  const { sessionId: id } = effect;
  switch (effect.kind) {
    case 'approve': {
      const { chosen, via } = await client.approve(id, { requestId: effect.requestId });
      return `Approved: ${oneLine(chosen)} (by ${via})`;
    }
    case 'reject': {
      const { requestId, feedback } = effect;
      const body = { requestId, ...(feedback === null ? {} : { feedback }) };
      const { chosen } = await client.reject(id, body);
      return `Rejected: ${oneLine(chosen)}`;
    }
    case 'send': {
      const { verdict } = await client.sendMessage(id, { text: effect.text });
      return `Sent: ${verdict}`;
    }
    case 'interrupt': {
      const { ok, status } = await client.interrupt(id);
      return ok ? `Interrupted: ${status}` : `No effect was seen; still ${status}`;
    }
    case 'kill':
      await client.killSession(id);
      return 'Ended.';
  }
}

/** Does at the server what a key asked for, and says how it went. Never rejects. */
export async function carryOut(
  client: AegisClient,
  effect: Exclude<Effect, { kind: 'quit' }>,
): Promise<Notice> {
  try {
    return { tone: 'good', text: await ask(client, effect) };
  } catch (error) {
    if (AegisError.is(error)) return { tone: 'bad', text: `${error.message} (${error.code})` };
    return { tone: 'bad', text: error instanceof Error ? error.message : String(error) };
  }
}
