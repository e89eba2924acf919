import { inspect } from 'node:util';
import type { AegisSession } from '../aegis/aegis-session.ts';
import type { Aegis } from '../aegis/aegis.ts';

/** Events that are shown, the newest ones. */
const SHOWN_EVENTS = 40;
/** Milliseconds that the stored events have to come in. */
const REPLAY_MS = 500;

/** What a test that failed on a real session needs to be understood: its status and why, its screen, its last events. */
export async function describeSession(aegis: Aegis, session: AegisSession): Promise<string> {
  const { status, evidence, lastTurn, pending, detail } = session.info();
  const screen = await session.pane().then(
    ({ pane }) => pane,
    (error: unknown) => String(error),
  );
  const state = inspect({ status, evidence, lastTurn, pending, detail }, { depth: 6 });
  const events = await eventsOf(aegis, session.id);
  return [state, screen, ...events.slice(-SHOWN_EVENTS)].join('\n');
}

async function eventsOf(aegis: Aegis, sessionId: string): Promise<string[]> {
  const told: string[] = [];
  const stop = AbortSignal.timeout(REPLAY_MS);
  for await (const { at, type, data } of aegis.events({ sessionId, after: 0, signal: stop })) {
    told.push(`${at} ${type} ${JSON.stringify(data)}`.slice(0, 400));
  }
  return told;
}
