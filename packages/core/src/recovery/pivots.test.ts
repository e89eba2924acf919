import { AegisError, type AegisEvent, type CreateSessionBody } from '@aegis/protocol';
import { createMemoryStore, type SessionStore } from '@aegis/store';
import { beforeEach, expect, test } from 'vitest';
import { DisagreementLog } from '../disagreement/disagreement-log.ts';
import { EventLog } from '../events/event-log.ts';
import { silentLogger } from '../ports/logger.ts';
import { ManagedSession } from '../session/managed-session.ts';
import { StoreHealth } from '../storage/store-health.ts';
import { FakeClaude } from '../testing/fake-claude.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { sessionId, storedSession } from '../testing/stored-session.ts';
import { Pivots, type PivotDependencies } from './pivots.ts';

const ENDED = { code: null, signal: null, reason: 'killed', lastScreen: null } as const;

let clock: ManualClock;
let store: SessionStore;
let session: ManagedSession;
let told: AegisEvent[];
/** What was done, in order. */
let done: string[];
let requests: CreateSessionBody[];

beforeEach(() => {
  clock = new ManualClock();
  store = createMemoryStore();
  const events = new EventLog(store);
  told = [];
  events.onEvent((event) => told.push(event));
  done = [];
  requests = [];
  const record = storedSession(store, {
    ...{
      name: 'builder',
      tags: ['night'],
      workDir: '/work',
      model: 'opus',
      stallThresholdMs: 5_000,
    },
    launch: { env: { A: '1' }, claudeArgs: ['--verbose'], permissionMode: 'plan' },
    recovery: { rungs: [{ rung: 'nudge' }, { rung: 'pivot' }, { rung: 'escalate' }] },
    ladder: { made: 2, at: clock.now(), rung: 'pivot', isClimbing: true },
  });
  session = new ManagedSession(record, {
    ...{ store, events, clock, logger: silentLogger, registry: new FakeClaude(clock).registry },
    stallThresholdMs: 1,
    makeStep: () => Promise.resolve(null),
    storeHealth: new StoreHealth({ clock, logger: silentLogger, probe: () => undefined }),
    disagreements: new DisagreementLog('/dev/null/none', clock, silentLogger),
    newId: (prefix) => `${prefix}_1`,
    locateTranscript: () => Promise.resolve(null),
  });
});

/** Aegis, as it stands after every start. */
function open(change: Partial<PivotDependencies> = {}): Pivots {
  return new Pivots({
    ...{ store, clock, logger: silentLogger, find: () => session },
    check: () => Promise.resolve(void done.push('check')),
    kill: (old) => {
      done.push('kill');
      old.ended({ ...ENDED, at: new Date(clock.now()).toISOString() });
      return Promise.resolve();
    },
    start: (request, { alongside }) => {
      done.push('create');
      requests.push(request);
      alongside();
      return Promise.resolve({ id: sessionId(2) });
    },
    ...change,
  });
}
const written = () => store.listKeys({ prefix: 'core.pivot.', at: clock.now() }).length;
const steps = () => told.flatMap((one) => (one.type === 'recovery-step' ? [one.data.step] : []));
/** Aegis ends here: nothing comes back. */
const never = () => new Promise<never>(() => undefined);

test('a session is replaced by one with the same settings, and with the rest of the ladder', async () => {
  expect(await open().pivot(session, 'another way')).toBe(sessionId(2));
  expect(done).toEqual(['check', 'kill', 'create']);
  expect(requests).toEqual([
    {
      ...{ workDir: '/work', name: 'builder', prompt: 'another way', tags: ['night'] },
      ...{ model: 'opus', env: { A: '1' }, claudeArgs: ['--verbose'], permissionMode: 'plan' },
      ...{ stallThresholdMs: 5_000, recovery: { rungs: [{ rung: 'escalate' }] } },
    },
  ]);
  expect(written()).toBe(0);
});

test('nothing is ended where nothing could be started', async () => {
  const gone = new AegisError('workdir_missing', 'It is gone.');
  const pivots = open({ check: () => Promise.reject(gone) });
  await expect(pivots.pivot(session, 'x')).rejects.toBe(gone);
  expect([done, written()]).toEqual([[], 0]);
});

test('one that could not be started all the same says what is left', async () => {
  const pivots = open({
    start: () => Promise.reject(new AegisError('claude_exited', 'It ended at once.')),
  });
  await expect(pivots.pivot(session, 'x')).rejects.toMatchObject({
    code: 'claude_exited',
    message: `Session ${session.id} was ended, but none could be started in its place: It ended at once. Its conversation can be resumed.`,
  });
  expect(written()).toBe(0);
});

test('what Aegis ended in between is finished, once', async () => {
  void open({ start: never }).pivot(session, 'another way');
  await clock.advance(10);
  expect([session.hasEnded, written()]).toEqual([true, 1]);
  expect(open().isUnderWay(session.id)).toBe(true);
  await open().finish();
  await open().finish();
  expect(open().isUnderWay(session.id)).toBe(false);
  expect(requests.map(({ prompt }) => prompt)).toEqual(['another way']);
  expect(steps()).toMatchObject([
    { rung: 'pivot', step: 1, outcome: 'done', replacedBy: sessionId(2) },
  ]);
});

test('where the session was not ended yet, it goes on', async () => {
  void open({ kill: never }).pivot(session, 'another way');
  await clock.advance(10);
  expect(written()).toBe(1);
  await open().finish();
  expect([requests, steps(), written()]).toEqual([[], [], 0]);
});

test('what cannot be read is dropped', async () => {
  store.setKey({ key: `core.pivot.${session.id}`, value: { x: 1 }, at: 0, expiresAt: null });
  await open().finish();
  expect([requests, written()]).toEqual([[], 0]);
});
