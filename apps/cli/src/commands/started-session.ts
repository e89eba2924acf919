import type { AegisClient } from '@aegis/client';
import type { Session } from '@aegis/protocol';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { followTurn } from '../follow/follow-turn.ts';
import type { Awaited } from '../follow/judge-turn.ts';
import { reportTurn } from '../follow/report-turn.ts';
import { pendingView } from '../views/pending-view.ts';

export interface StartOptions {
  client: AegisClient;
  /** Sends the request. */
  start: () => Promise<Session>;
  /** Whether it begins with a prompt, whose turn is waited for. */
  hasPrompt: boolean;
  wait: boolean;
  /** Milliseconds of the wait; undefined: as long as it takes. */
  timeoutMs: number | undefined;
}

/** Starts a session and prints its id or, with `wait`, how its first turn ended. Returns the exit code. */
export async function startSession(
  { io, output }: CommandContext,
  { client, start, hasPrompt, wait, timeoutMs }: StartOptions,
): Promise<number> {
  const spinner = await output.spinner('Starting Claude Code');
  const session = await start().finally(() => spinner.stop());
  if (wait) {
    output.note(`Session ${session.id} (${session.name})`);
    const awaited: Awaited = { kind: hasPrompt ? 'first-turn' : 'ready' };
    const options = { client, output, signal: io.signal, timeoutMs };
    const turn = await followTurn(session, () => Promise.resolve(awaited), options);
    return turn ? reportTurn(turn, output) : EXIT.failed;
  }
  output.answer(session, ({ id }) => id);
  if (session.pending) output.remark(session, pendingView);
  const { promptDelivery } = session;
  if (promptDelivery && !promptDelivery.delivered) {
    output.note(`The prompt is not proven delivered yet: ${promptDelivery.verdict}.`);
  }
  return promptDelivery?.verdict === 'failed' ? EXIT.failed : EXIT.ok;
}
