import type { AegisEvent, RecoveryPolicy } from '@aegis/protocol';
import { createMemoryStore, type SessionStore } from '@aegis/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DisagreementLog } from '../disagreement/disagreement-log.ts';
import { EventLog } from '../events/event-log.ts';
import { silentLogger } from '../ports/logger.ts';
import { makeStep } from '../recovery/make-step.ts';
import { ManagedSession } from '../session/managed-session.ts';
import { recordFromRow, type SessionRecord } from '../session/session-record.ts';
import { StoreHealth } from '../storage/store-health.ts';
import { FakeClaude } from '../testing/fake-claude.ts';
import { ManualClock, settled } from '../testing/manual-clock.ts';
import { storedSession } from '../testing/stored-session.ts';

const THRESHOLD = 60_000;

let clock: ManualClock;
let store: SessionStore;
let log: EventLog;
let told: AegisEvent[];
let claude: FakeClaude;
let session: ManagedSession;
let pivots: string[];
let ids: number;

beforeEach(() => {
  clock = new ManualClock();
  store = createMemoryStore();
  log = new EventLog(store);
  told = [];
  log.onEvent((event) => told.push(event));
  pivots = [];
  ids = 0;
  open(storedSession(store, { stallThresholdMs: THRESHOLD, configDir: '/nowhere' }));
});
afterEach(async () => {
  await session.release();
  store.close();
});

const pivot = (_session: ManagedSession, prompt: string) => {
  pivots.push(prompt);
  return Promise.resolve('ses_next');
};

function open(record: SessionRecord): void {
  claude = new FakeClaude(clock);
  session = new ManagedSession(record, {
    ...{ store, events: log, clock, logger: silentLogger, registry: claude.registry },
    stallThresholdMs: 1,
    makeStep: (_id, step) => makeStep(session, step, { clock, pivots: { pivot } }),
    storeHealth: new StoreHealth({ clock, logger: silentLogger, probe: () => undefined }),
    disagreements: new DisagreementLog('/dev/null/none', clock, silentLogger),
    newId: (prefix) => `${prefix}_${(ids += 1)}`,
    locateTranscript: () => Promise.resolve(null),
  });
  session.attach(claude.handle);
}

/** As a restart of Aegis; Claude Code shows the same. */
async function restart(): Promise<void> {
  const { rows } = claude;
  await session.release();
  const row = store.getSession(session.id);
  if (row === null) throw new Error('no row');
  open(recordFromRow(row));
  claude.rows = rows;
  claude.say('busy');
  claude.showWork();
  await settled();
}

async function work(prompt = 'do it'): Promise<void> {
  claude.say('busy');
  void claude.hook(session, 'UserPromptSubmit', { prompt });
  claude.showWork();
  await settled();
}

const stallEvents = () =>
  told.filter(({ type }) => type.startsWith('stall-') || type === 'recovery-step');
const types = () => stallEvents().map(({ type }) => type);
const steps = () =>
  told.flatMap((event) => (event.type === 'recovery-step' ? [event.data.step] : []));
const hook = (event: string, body: Record<string, unknown> = {}) =>
  void claude.hook(session, event, body);

describe('a session that works', () => {
  test('and is silent for the threshold is stalled, which is told once and ends with a sign of life', async () => {
    await work();
    const since = new Date(clock.now()).toISOString();
    await clock.advance(THRESHOLD - 1);
    expect(session.record.stall).toBeNull();
    await clock.advance(1);
    const stall = { since, kind: 'silent', toolName: null, thresholdMs: THRESHOLD, rung: null };
    expect(session.record.stall).toEqual(stall);
    await clock.advance(10 * THRESHOLD);
    expect(stallEvents().map(({ data }) => data)).toEqual([{ stall }]);
    hook('PreToolUse', { tool_name: 'Read', tool_use_id: 't' });
    expect(session.record.stall).toBeNull();
    expect(stallEvents().at(-1)).toMatchObject({
      type: 'stall-ended',
      data: { durationMs: 11 * THRESHOLD },
    });
  });

  test('is not stalled while its screen shows work; a spinner is none', async () => {
    await work();
    for (const row of ['● Let me', '● Let me look', '● Let me look at it']) {
      await clock.advance(THRESHOLD - 5_000);
      claude.rows = [row, '✻ Puzzling… (3s)'];
      claude.showWork();
    }
    await clock.advance(THRESHOLD - 5_000);
    expect(session.record.stall).toBeNull();
    for (const time of ['10s', '20s', '30s']) {
      claude.rows = ['● Let me look at it', `✢ Puzzling… (${time})`];
      claude.showWork();
      await clock.advance(THRESHOLD / 3);
    }
    expect(session.record.stall).not.toBeNull();
  });

  test('and draws just before the threshold is looked at before it is judged', async () => {
    claude.rows = ['● one'];
    await work();
    await clock.advance(THRESHOLD - 50);
    // Looked at now, and drawn once more before it is looked at again.
    claude.showWork();
    claude.rows = ['● two'];
    claude.showWork();
    await clock.advance(1_000);
    expect(session.record.stall).toBeNull();
  });

  test('with a tool that runs is told apart', async () => {
    await work();
    hook('PreToolUse', { tool_name: 'Bash', tool_use_id: 't' });
    await clock.advance(THRESHOLD);
    expect(session.record.stall).toMatchObject({ kind: 'tool', toolName: 'Bash' });
    hook('PostToolUse', { tool_name: 'Bash', tool_use_id: 't' });
    await clock.advance(THRESHOLD);
    expect(session.record.stall).toMatchObject({ kind: 'silent', toolName: null });
  });

  test('and ends its turn is stalled no more', async () => {
    await work();
    await clock.advance(THRESHOLD);
    claude.say('idle');
    hook('Stop');
    claude.show({ closed: true });
    await clock.advance(5_000);
    expect(types()).toEqual(['stall-began', 'stall-ended']);
    await clock.advance(5 * THRESHOLD);
    expect(types()).toHaveLength(2);
    // Idle, it costs no timer.
    expect(clock.pending).toBeNull();
  });

  test('is stalled before and after a restart, and it is told once', async () => {
    claude.rows = ['● Let me look'];
    await work();
    await clock.advance(THRESHOLD + 7_000);
    const { stall } = session.record;
    await restart();
    await clock.advance(THRESHOLD);
    expect(session.record.stall).toEqual(stall);
    expect(types()).toEqual(['stall-began']);
    claude.rows = ['● Let me look', '● Found it'];
    claude.showWork();
    expect(session.record.stall).toBeNull();
    expect(types()).toEqual(['stall-began', 'stall-ended']);
  });

  test('and went on while Aegis was away is stalled no more', async () => {
    claude.rows = ['● Let me look'];
    await work();
    claude.showWork();
    await clock.advance(2_000);
    claude.showWork();
    await clock.advance(2 * THRESHOLD);
    expect(types()).toEqual(['stall-began']);
    claude.rows = ['● Let me look', '● Found it'];
    await restart();
    expect(types()).toEqual(['stall-began', 'stall-ended']);
  });
});

describe('the ladder', () => {
  const policy: RecoveryPolicy = {
    rungs: [
      { rung: 'nudge', afterMs: 1_000 },
      { rung: 'refine', text: 'only this' },
      { rung: 'pivot', prompt: 'another way', afterMs: 5_000 },
      { rung: 'escalate', reason: 'look at it', afterMs: 5_000 },
    ],
  };

  beforeEach(async () => {
    session.state.commit({ recovery: policy });
    claude.onEscape = () => {
      claude.say('idle');
      claude.show({ turnEnd: { outcome: 'interrupted', text: 'Interrupted' }, closed: true });
    };
    // It hangs again, whatever it is told.
    claude.onSubmit = (text) => void work(text);
    claude.show();
    await work();
  });

  test('is climbed rung by rung while nothing helps, each once', async () => {
    await clock.advance(THRESHOLD + 999);
    expect(claude.submitted).toEqual([]);
    await clock.advance(10_000);
    expect(claude.submitted).toEqual(["Continue. What's blocking you?"]);
    expect(session.record).toMatchObject({ stall: null, ladder: { made: 1, isClimbing: false } });
    await clock.advance(THRESHOLD);
    expect(claude.submitted.slice(1)).toEqual(['only this']);
    await clock.advance(THRESHOLD + 20_000);
    expect(pivots).toEqual(['another way']);
    await clock.advance(20 * THRESHOLD);
    expect(steps()).toEqual([
      { rung: 'nudge', step: 0, outcome: 'done', detail: null, replacedBy: null },
      { rung: 'refine', step: 1, outcome: 'done', detail: null, replacedBy: null },
      { rung: 'pivot', step: 2, outcome: 'done', detail: null, replacedBy: 'ses_next' },
      { rung: 'escalate', step: 3, outcome: 'done', detail: 'look at it', replacedBy: null },
    ]);
    expect(session.record.stall).toMatchObject({ rung: 'escalate' });
  });

  test('begins again once Claude has done something', async () => {
    await clock.advance(THRESHOLD + 11_000);
    hook('PreToolUse', { tool_name: 'Read', tool_use_id: 't' });
    hook('PostToolUse', { tool_name: 'Read', tool_use_id: 't' });
    expect(session.record.ladder).toBeNull();
    await clock.advance(THRESHOLD + 11_000);
    expect(steps().map(({ rung }) => rung)).toEqual(['nudge', 'nudge']);
  });

  test('waits while a tool runs, and while something is asked', async () => {
    hook('PreToolUse', { tool_name: 'Bash', tool_use_id: 't' });
    await clock.advance(5 * THRESHOLD);
    expect(steps()).toEqual([]);
    claude.say('waiting', 'permission prompt');
    claude.showDialog();
    await clock.advance(5 * THRESHOLD);
    expect(steps()).toEqual([]);
    expect(claude.strayKeys).toEqual([]);
  });

  test('sends nothing where a draft is in the box', async () => {
    claude.onEscape = () => undefined;
    claude.show({
      status: 'working',
      rule: 'screen.spinner',
      composer: { text: 'my own words', ghost: null, mode: 'prompt' },
    });
    await clock.advance(THRESHOLD + 2_000);
    expect(steps()).toMatchObject([{ rung: 'nudge', outcome: 'skipped' }]);
    expect(steps()[0]?.detail).toContain('draft');
  });

  test('takes back what it could not send, where the turn does not stop', async () => {
    claude.onEscape = () => undefined;
    await clock.advance(THRESHOLD + 30_000);
    expect(steps()).toMatchObject([{ rung: 'nudge', outcome: 'failed' }]);
    claude.say('idle');
    hook('Stop');
    claude.show({ closed: true });
    await clock.advance(THRESHOLD);
    expect(claude.submitted).toEqual([]);
  });

  test('makes no step again that was being made when Aegis ended', async () => {
    claude.onEscape = () => undefined;
    await clock.advance(THRESHOLD + 1_500);
    expect(session.record.ladder).toMatchObject({ made: 1, isClimbing: true });
    await restart();
    expect(steps()).toMatchObject([{ rung: 'nudge', step: 0, outcome: 'failed' }]);
    expect(session.record.ladder).toMatchObject({ made: 1, isClimbing: false });
    await clock.advance(30_000);
    expect(steps()).toHaveLength(1);
  });
});
