import {
  type FakeAegis,
  sampleSession,
  sampleSessionId,
  startFakeAegis,
} from '@aegis/client/testing';
import { type AegisEvent, type LastTurn, type RouteId, type Session } from '@aegis/protocol';
import { expect } from 'vitest';
import { runCli } from '../run-cli.ts';
import { createFakeIo, type FakeIo, type FakeIoOptions } from './fake-io.ts';

export const ID = sampleSessionId(1);
export const AT = '2026-01-02T03:04:05.678Z';

/** A turn that ended well. */
export const completed: LastTurn = {
  outcome: 'completed',
  error: null,
  endedAt: AT,
  text: 'All tests pass.',
};

export interface CliRun {
  code: number;
  stdout: string;
  stderr: string;
  io: FakeIo;
}

export interface FakeWorld {
  aegis: FakeAegis;
  /** Runs one command line to its end. */
  run(parameters: readonly string[], options?: FakeIoOptions): Promise<CliRun>;
  /** As {@link run}, with its world at hand while it runs. */
  start(
    parameters: readonly string[],
    options?: FakeIoOptions,
  ): { io: FakeIo; done: Promise<CliRun> };
  /** The session with this id is as given from now on; by default the first one. */
  put(session?: Partial<Session>): void;
  /** As {@link put}, and its event stream says that something happened: the event given, or any. */
  change(session: Partial<Session>, event?: Pick<AegisEvent, 'type' | 'data'>): void;
  streamOpen(): Promise<void>;
  /** Route and body of each request so far. */
  bodies(): [RouteId, unknown][];
}

/** A fake server, and command lines that are run against it. */
export async function createFakeWorld(): Promise<FakeWorld> {
  const aegis = await startFakeAegis();
  aegis.streams.saysReady = true;
  let nextEventId = 1;
  const start: FakeWorld['start'] = (parameters, options = {}) => {
    const env = { AEGIS_URL: aegis.baseUrl, ...options.env };
    const io = createFakeIo({ ...options, env });
    const done = runCli(parameters, io).then((code) => ({ code, ...io.written, io }));
    return { io, done };
  };
  const put: FakeWorld['put'] = (session = {}) => {
    aegis.sessions.set(session.id ?? ID, sampleSession(session));
  };
  return {
    aegis,
    start,
    run: (parameters, options) => start(parameters, options).done,
    put,
    change: (session, event = { type: 'screen-drifted', data: { healed: true, lines: 1 } }) => {
      put(session);
      // Type and data come as a pair.
      aegis.emit({ id: nextEventId++, sessionId: ID, at: AT, ...event } as AegisEvent);
    },
    streamOpen: () => expect.poll(() => aegis.streams.openCount).toBe(1),
    bodies: () => aegis.requests.map(({ routeId, body }) => [routeId, body]),
  };
}
