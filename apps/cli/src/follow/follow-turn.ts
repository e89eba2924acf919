import type { AegisClient } from '@aegis/client';
import type { AegisEvent, Session } from '@aegis/protocol';
import type { Output } from '../output.ts';
import { type Awaited, type DeliveryChange, judgeTurn, type TurnVerdict } from './judge-turn.ts';
import { lookUntil } from './look-until.ts';

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

/**
 * Waits until the turn has ended, an answer is needed or the session has ended, showing how it goes. `begin` is called
 * when the event stream is open, so that nothing that it sets off is missed; null from it ends the wait at once.
 */
export async function followTurn(
  session: Session,
  begin: () => Promise<Awaited | null>,
  { client, output, signal, timeoutMs }: FollowOptions,
): Promise<FollowedTurn | null> {
  const timeout = timeoutMs === undefined ? null : AbortSignal.timeout(timeoutMs);
  const either = timeout ? AbortSignal.any([signal, timeout]) : signal;
  const deliveries = new Map<string, DeliveryChange>();
  const onEvent = (event: AegisEvent) => {
    if (event.type === 'delivery-changed') deliveries.set(event.data.messageId, event.data);
  };
  const spinner = await output.spinner(describe(session));
  let latest = session;
  let awaited: Awaited | null = null;
  const look = async () => {
    awaited ??= await begin();
    if (!awaited) return { found: null };
    latest = await client.getSession(session.id, {}, { signal: either });
    const verdict = judgeTurn(latest, awaited, deliveries);
    if (verdict) return { found: { verdict, session: latest } };
    spinner.update(describe(latest));
    return null;
  };
  try {
    return await lookUntil(client, session.id, { signal: either, onEvent, look });
  } catch (error) {
    if (!timeout?.aborted || signal.aborted) throw error;
    return { verdict: 'timed-out', session: latest };
  } finally {
    spinner.stop();
  }
}
