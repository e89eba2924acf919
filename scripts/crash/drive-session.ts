import { setTimeout as sleep } from 'node:timers/promises';
import type { AegisClient } from '@aegis/client';
import { AegisError, type ErrorCode } from '@aegis/protocol';
import { bash, say, thinkFor, type ModelScript } from '@aegis/testkit';
import { randomPrompt } from '../delivery/random-prompt.ts';
import type { Random } from '../random.ts';
import type { CrashStage } from './crash-stage.ts';
import { persistently } from './persistently.ts';

export interface DrivenSession {
  id: string;
  sent: string[];
  /** Dialogs that were answered. */
  answered: number;
}

const WAIT_MS = 5_000;
/** Milliseconds that a turn may take at most, kills and all; what takes longer has come to no end. */
const TURN_LIMIT_MS = 90_000;
/** Somebody was faster, or the answer of a request that broke off had come through. */
const ANSWERED: readonly ErrorCode[] = ['nothing_pending', 'dialog_gone'];

/** Gives a session one prompt after another and answers what it asks, until told to stop; the server may be away at any time. */
export async function driveSession(
  stage: CrashStage,
  random: Random,
  { id, name }: { id: string; name: string },
  isOver: () => boolean,
): Promise<DrivenSession> {
  const { client, api } = stage;
  const driven: DrivenSession = { id, sent: [], answered: 0 };
  while (!isOver()) {
    const tag = `${name}-${driven.sent.length}.`;
    const text = randomPrompt(random, tag);
    api.when(tag, randomScript(random, tag));
    driven.sent.push(text);
    await persistently(() => client.sendMessage(id, { text, idempotencyKey: tag }));
    await finishTurn(stage, driven);
    await sleep(random.skewed(0, 400));
  }
  return driven;
}

function randomScript(random: Random, tag: string): ModelScript {
  switch (random.between(0, 3)) {
    case 0:
      return [say(`Said ${tag}`)];
    case 1:
      return [[thinkFor(random.between(100, 1_500)), say(`Thought ${tag}`)]];
    case 2:
      return [say(`Word by word. `.repeat(20), { chunkDelayMs: 30 })];
    default:
      return [[bash(`echo ${tag} >> done.txt`)], say(`Did ${tag}`)];
  }
}

async function finishTurn({ client }: CrashStage, driven: DrivenSession): Promise<void> {
  const startedAt = Date.now();
  for (;;) {
    if (Date.now() - startedAt > TURN_LIMIT_MS) throw await neverEnded(client, driven);
    const now = await persistently(() => client.wait(driven.id, { timeoutMs: WAIT_MS }));
    if (now.timedOut) continue;
    if (now.exit !== null) throw new Error(`${driven.id} has ended: ${JSON.stringify(now.exit)}`);
    const { pending } = now;
    if (pending === null) {
      if (now.status === 'idle') return;
      continue;
    }
    await persistently(() => client.approve(driven.id, { requestId: pending.id })).catch(
      unless(ANSWERED),
    );
    driven.answered += 1;
  }
}

/** With all that is known of the session: nobody can look at it any more once the run is over. */
async function neverEnded(client: AegisClient, { id, sent }: DrivenSession): Promise<Error> {
  const session = await persistently(() => client.getSession(id, { explain: true }));
  const { pane } = await persistently(() => client.capturePane(id));
  const known = JSON.stringify({ session, prompts: sent.length, last: sent.at(-1) }, null, 1);
  return new Error(`${id} came to no rest in ${TURN_LIMIT_MS} ms:\n${known}\n${pane}`);
}

function unless(codes: readonly ErrorCode[]): (error: unknown) => void {
  return (error) => {
    if (!AegisError.is(error) || !codes.includes(error.code)) throw error;
  };
}
