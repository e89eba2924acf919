import type { AegisEvent } from '@aegis/protocol';
import { createMemoryStore } from '@aegis/store';
import { describe, expect, test } from 'vitest';
import { DisagreementLog } from './disagreement/disagreement-log.ts';
import { EventLog } from './events/event-log.ts';
import { silentLogger } from './ports/logger.ts';
import { ManagedSession } from './session/managed-session.ts';
import { StoreHealth } from './storage/store-health.ts';
import { FakeClaude } from './testing/fake-claude.ts';
import { ManualClock, settled } from './testing/manual-clock.ts';
import { storedSession } from './testing/stored-session.ts';

const HOUR = 3_600_000;
const JUMPS = [HOUR, -HOUR, 24 * HOUR];

interface World {
  clock: ManualClock;
  claude: FakeClaude;
  session: ManagedSession;
}

/** What happens to a session, from its start on; the wall clock is set between two of these. */
const STEPS: Record<string, (world: World) => void | Promise<void>> = {
  'it starts': ({ claude, session }) => {
    claude.show({ status: 'starting', rule: 'screen.blank', composer: null });
    session.state.observe({ source: 'launch', at: session.clock.monotonic() });
  },
  'its box is drawn': ({ claude }) => {
    claude.say('idle');
    claude.show();
  },
  'a prompt is sent': ({ session }) => {
    session.outbox.add('do it', null, 'queued');
    session.outbox.pump();
  },
  'the prompt is on its way': async ({ claude, session }) => {
    void claude.hook(session, 'UserPromptSubmit', { prompt: 'do it' });
    claude.showWork();
    claude.say('busy');
    await settled();
  },
  'another one waits': ({ session }) => {
    session.outbox.add('and then', null, 'queued');
    session.outbox.pump();
  },
  'it asks, and its hook is held': ({ claude, session }) => {
    const tool = { tool_name: 'Bash', tool_input: { command: 'ls -l' } };
    void claude.hook(session, 'PermissionRequest', tool);
    claude.say('waiting', 'permission prompt');
    claude.showDialog();
  },
  'the request is answered': ({ claude, session }) => {
    const [request] = session.state.held.list();
    session.state.held.decide(request?.id ?? '', { behavior: 'allow' });
    session.state.answered(request?.id ?? '', false);
    claude.say('busy');
    claude.showWork();
  },
  'its Stop hook comes before the others': ({ claude, session }) => {
    void claude.hook(session, 'Stop', { last_assistant_message: 'Done.' });
  },
  'the others catch up': ({ claude }) => {
    claude.say('idle');
    claude.show({ turnEnd: { outcome: 'completed', text: 'Worked for 1s' }, closed: true });
  },
  'the second one is at work': async ({ claude, session }) => {
    void claude.hook(session, 'UserPromptSubmit', { prompt: 'and then' });
    claude.say('busy');
    claude.showWork();
    await settled();
  },
  'somebody interrupts, and no hook tells': ({ claude }) => {
    claude.say('idle');
    claude.show({
      turnEnd: { outcome: 'interrupted', text: 'Interrupted' },
      closed: true,
    });
  },
};
const NAMES = Object.keys(STEPS);
/** Milliseconds that each step lasts, so that no grace period outlives it twice over. */
const APART_MS = 1_700;

interface Told {
  events: AegisEvent[];
  story: unknown[];
  submitted: string[];
  strayKeys: number;
  world: World;
}

function open() {
  const clock = new ManualClock();
  const store = createMemoryStore();
  const log = new EventLog(store);
  const events: AegisEvent[] = [];
  log.onEvent((event) => events.push(event));
  const claude = new FakeClaude(clock);
  let ids = 0;
  const record = storedSession(store, {
    status: 'starting',
    configDir: '/nowhere',
    createdAt: clock.now(),
    statusSince: clock.now(),
    lastActivityAt: clock.now(),
  });
  const session = new ManagedSession(record, {
    stallThresholdMs: 300_000,
    makeStep: () => Promise.resolve(null),
    ...{ store, events: log, clock, logger: silentLogger, registry: claude.registry },
    storeHealth: new StoreHealth({ clock, logger: silentLogger, probe: () => undefined }),
    disagreements: new DisagreementLog('/dev/null/none', clock, silentLogger),
    newId: (prefix) => `${prefix}_${(ids += 1)}`,
    locateTranscript: () => Promise.resolve(null),
  });
  session.attach(claude.handle);
  return { clock, store, claude, session, events };
}

async function play(jump: { before: string; ms: number; afterMs?: number } | null): Promise<Told> {
  const { clock, store, claude, session, events } = open();
  const world = { clock, claude, session };
  for (const name of NAMES) {
    if (jump?.before === name) clock.jump(jump.ms);
    await STEPS[name]?.(world);
    if (jump?.before === name && jump.afterMs !== undefined) {
      await clock.advance(jump.afterMs);
      clock.jump(-2 * jump.ms);
      await clock.advance(APART_MS - jump.afterMs);
    } else await clock.advance(APART_MS);
    expect([name, session.record.status]).not.toContain('unknown');
  }
  await session.release();
  store.close();
  const story = events.map(({ type, data }) => withoutTimes([type, data]));
  return { events, story, submitted: claude.submitted, strayKeys: claude.strayKeys.length, world };
}

/** What was told, but for when. */
function withoutTimes(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, each: unknown) =>
      ['at', 'since', 'endedAt'].includes(key) ? 0 : each,
    ),
  );
}

test('a turn whose Stop hook was lost is told to have ended before the next prompt is typed', async () => {
  const { clock, claude, session, events } = open();
  claude.show();
  claude.say('idle');
  await clock.advance(APART_MS);
  await STEPS['a prompt is sent']?.({ clock, claude, session });
  await clock.advance(APART_MS);
  await STEPS['the prompt is on its way']?.({ clock, claude, session });
  await STEPS['another one waits']?.({ clock, claude, session });
  await clock.advance(APART_MS);
  await STEPS['the others catch up']?.({ clock, claude, session });
  await clock.advance(900);
  expect(claude.submitted).toEqual(['do it']);
  await clock.advance(APART_MS);
  expect(claude.submitted).toEqual(['do it', 'and then']);
  expect(events.filter(({ type }) => type === 'turn-ended')).toHaveLength(1);
  await session.release();
});

describe('a wall clock that is set while a session runs changes nothing but the times that are told', () => {
  test('the story, undisturbed', async () => {
    const { story, submitted, strayKeys } = await play(null);
    const statuses = story.flatMap((one) => {
      const [type, data] = one as [string, { to?: string; turn?: { outcome: string } }];
      if (type === 'turn-ended') return [`turn ${data.turn?.outcome ?? ''}`];
      return type === 'status-changed' ? [data.to] : [];
    });
    expect(statuses).toEqual([
      'idle',
      'working',
      'bash_approval',
      'working',
      'turn completed',
      'idle',
      'working',
      'idle',
      'turn interrupted',
    ]);
    expect(submitted).toEqual(['do it', 'and then']);
    expect(strayKeys).toBe(0);
  });

  test.each(NAMES.flatMap((before) => JUMPS.map((ms) => ({ before, hours: ms / HOUR, ms }))))(
    'by $hours h, before $before',
    async (jump) => {
      const undisturbed = await play(null);
      const told = await play(jump);
      expect(told.story).toEqual(undisturbed.story);
      expect(told.submitted).toEqual(undisturbed.submitted);
      expect(told.strayKeys).toBe(0);
      const ids = told.events.map(({ id }) => id);
      expect(ids).toEqual(ids.toSorted((a, b) => a - b));
      expect(told.world.session.record.statusSince).toBeGreaterThan(
        told.world.clock.now() - 2 * APART_MS,
      );
    },
  );

  test.each(NAMES.flatMap((before) => [30, 200, 1_100].map((afterMs) => ({ before, afterMs }))))(
    'ahead before $before, and back $afterMs ms later',
    async ({ before, afterMs }) => {
      const undisturbed = await play(null);
      const told = await play({ before, afterMs, ms: HOUR });
      expect(told.story).toEqual(undisturbed.story);
      expect(told.submitted).toEqual(undisturbed.submitted);
    },
  );
});
