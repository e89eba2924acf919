import type { AegisClient } from '@aegis/client';
import type { Session } from '@aegis/protocol';
import type { Output } from '../output.ts';
import { type Awaited, judgeTurn, type TurnVerdict } from './judge-turn.ts';
import { wakeUps } from './wake-ups.ts';

export interface FollowedTurn {
  /** `timed-out` where the time was over first. */
  verdict: TurnVerdict | 'timed-out';
  session: Session;
}

export interface FollowOptions {
  client: AegisClient;
  output: Output;
  signal: AbortSignal;
  /** Milliseconds; undefined: as long as it takes. */
  timeoutMs: number | undefined;
}

function describe({ name, status, statusText }: Session): string {
  return statusText === null ? `${name}: ${status}` : `${name}: ${status}, ${statusText}`;
}

/** Waits until the turn has ended, an answer is needed or the session has ended, showing how it goes. */
export async function followTurn(
  session: Session,
  awaited: Awaited,
  { client, output, signal, timeoutMs }: FollowOptions,
): Promise<FollowedTurn> {
  const timeout = timeoutMs === undefined ? null : AbortSignal.timeout(timeoutMs);
  const either = timeout ? AbortSignal.any([signal, timeout]) : signal;
  const spinner = await output.spinner(describe(session));
  let latest = session;
  try {
    for await (const _wakeUp of wakeUps(client, session.id, either)) {
      latest = await client.getSession(session.id, { signal: either });
      const verdict = judgeTurn(latest, awaited);
      if (verdict) return { verdict, session: latest };
      spinner.update(describe(latest));
    }
  } catch (error) {
    if (!timeout?.aborted || signal.aborted) throw error;
  } finally {
    spinner.stop();
  }
  return { verdict: 'timed-out', session: latest };
}
