import type { SessionStatus } from '@aegis/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  asking,
  bashDialog,
  clock,
  HALF_DRAWN,
  hook,
  IDLE,
  INTERRUPTED,
  registry,
  screen,
  WORKING,
} from '../testing/observations.ts';
import type { Observation, ScreenReading } from '../types.ts';
import { nextDeadline, observe, viewOf } from './observe.ts';
import { createStatusState, type StatusState } from './state.ts';

/** Long enough for every source to have spoken, and every grace to be over. */
const STEP_MS = 4000;

/** What really happened, step by step. */
type Truth =
  | { type: 'prompt' }
  | { type: 'ask'; tool: 'Bash' | 'Write'; subject: string }
  | { type: 'answer'; by: 'us' | 'person' }
  | { type: 'escape' }
  | { type: 'stop' };

/** Which sources there are, and how late each one is for each step. */
interface World {
  hooks: boolean;
  registry: boolean;
  loseHooks: readonly boolean[];
  repeatHooks: boolean;
  lateness: readonly { hook: number; registry: number; screen: number; halfDrawn: boolean }[];
}

const DONE: ScreenReading = {
  ...IDLE,
  rule: 'screen.box.completed',
  turnEnd: { outcome: 'completed', text: 'Worked for 1s' },
};

let ended = 0;

/** Each turn's closing line is its own: its word, its time and the hour differ. */
function nextEnd(): ScreenReading {
  ended += 1;
  return { ...DONE, turnEnd: { outcome: 'completed', text: `Worked for ${ended}s` } };
}

const turn: fc.Arbitrary<Truth[]> = fc
  .tuple(
    fc.array(
      fc.record({
        tool: fc.constantFrom('Bash' as const, 'Write' as const),
        subject: fc.constantFrom('touch x', 'rm y', '/w/z.txt'),
        by: fc.constantFrom('us' as const, 'person' as const),
      }),
      { maxLength: 3 },
    ),
    fc.constantFrom('stop' as const, 'escape' as const, 'escape from dialog' as const),
  )
  .map(([asks, end]) => {
    const steps: Truth[] = [{ type: 'prompt' }];
    for (const { tool, subject, by } of asks) {
      steps.push({ type: 'ask', tool, subject }, { type: 'answer', by });
    }
    if (end === 'escape from dialog') steps.push({ type: 'ask', tool: 'Bash', subject: 'ls' });
    steps.push(end === 'stop' ? { type: 'stop' } : { type: 'escape' });
    return steps;
  });
const truths = fc.array(turn, { minLength: 1, maxLength: 4 }).map((turns) => turns.flat());

const world: fc.Arbitrary<World> = fc.record({
  hooks: fc.boolean(),
  registry: fc.boolean(),
  loseHooks: fc.array(fc.boolean(), { maxLength: 30 }),
  repeatHooks: fc.boolean(),
  lateness: fc.array(
    fc.record({
      hook: fc.integer({ min: 0, max: 700 }),
      registry: fc.integer({ min: 0, max: 200 }),
      screen: fc.integer({ min: 10, max: 400 }),
      halfDrawn: fc.boolean(),
    }),
    { minLength: 1, maxLength: 30 },
  ),
});

interface Told {
  hook: Observation | null;
  registry: Parameters<typeof registry>[1];
  screen: ScreenReading;
  status: SessionStatus;
}

/** What each source says about a step, if it is there. */
function tell(step: Truth, index: number, asked: Extract<Truth, { type: 'ask' }> | null): Told {
  switch (step.type) {
    case 'prompt':
      return {
        hook: hook(0, 'UserPromptSubmit'),
        registry: 'busy',
        screen: WORKING,
        status: 'working',
      };
    case 'ask': {
      const { tool, subject } = step;
      const event = { toolName: tool, subject, requestId: `r${index}` };
      const write = { name: 'create', kind: 'permission', toolName: 'Write', subject } as const;
      return {
        hook: hook(0, 'PermissionRequest', event),
        registry: 'waiting',
        screen: tool === 'Bash' ? bashDialog(subject) : asking('permission_prompt', write),
        status: tool === 'Bash' ? 'bash_approval' : 'permission_prompt',
      };
    }
    case 'answer': {
      const event = { toolName: asked?.tool ?? null, subject: asked?.subject ?? null };
      return {
        hook: hook(0, 'PostToolUse', event),
        registry: 'busy',
        screen: WORKING,
        status: 'working',
      };
    }
    case 'escape':
      return { hook: null, registry: 'idle', screen: INTERRUPTED, status: 'idle' };
    case 'stop':
      return {
        hook: hook(0, 'Stop', { message: 'Done.' }),
        registry: 'idle',
        screen: nextEnd(),
        status: 'idle',
      };
  }
}

/** The observations of a step, in the order in which they arrive. */
function arrivals(told: Told, at: number, index: number, sources: World): Observation[] {
  const late = sources.lateness[index % sources.lateness.length];
  if (late === undefined) return [];
  const list: Observation[] = [screen(at + late.screen, told.screen)];
  if (late.halfDrawn) list.push(screen(at + late.screen - 8, HALF_DRAWN));
  if (sources.registry) list.push(registry(at + late.registry, told.registry));
  const isRequest = told.hook?.source === 'hook' && told.hook.event.requestId !== null;
  // A request that is lost is only a dialog; whatever else is lost must not matter.
  const lost = sources.loseHooks[index] === true;
  if (sources.hooks && told.hook !== null && !lost) {
    const when = at + (isRequest ? Math.min(late.hook, 50) : late.hook);
    list.push({ ...told.hook, at: when });
    if (sources.repeatHooks) list.push({ ...told.hook, at: when + 5 });
  }
  return list.sort((a, b) => a.at - b.at);
}

class Machine {
  state: StatusState = createStatusState(0);
  onView: (status: SessionStatus, at: number) => void = () => undefined;

  tell(observation: Observation): void {
    this.passTime(observation.at);
    this.state = observe(this.state, observation);
    this.onView(viewOf(this.state).status, observation.at);
  }

  passTime(until: number): void {
    for (;;) {
      const at = nextDeadline(this.state);
      if (at === null || at >= until) return;
      this.state = observe(this.state, clock(at));
      this.onView(viewOf(this.state).status, at);
    }
  }
}

test('whatever is late, lost or told twice, the machine comes to the truth', () => {
  fc.assert(
    fc.property(truths, world, (steps, sources) => {
      const machine = new Machine();
      machine.tell(screen(0, IDLE));
      if (sources.registry) machine.tell(registry(1, 'idle'));
      let asked: Extract<Truth, { type: 'ask' }> | null = null;
      let open: string[] = [];
      let promptHeard = false;
      for (const [index, step] of steps.entries()) {
        const at = STEP_MS * (index + 1);
        machine.passTime(at);
        if (step.type === 'answer' && step.by === 'us' && open.length > 0) {
          machine.tell(hook(at, 'Answered', { requestId: open[0] ?? null }));
        }
        const told = tell(step, index, asked);
        const seenAt = { dialog: Infinity };
        // From the moment that a dialog stands on the screen it is never idle.
        machine.onView = (status, now) => {
          if (step.type === 'ask' && now >= seenAt.dialog) expect(status).toBe(told.status);
        };
        for (const observation of arrivals(told, at, index, sources)) {
          machine.tell(observation);
          if (observation.source === 'screen' && observation.reading === told.screen) {
            seenAt.dialog = observation.at + 40;
          }
          const event = observation.source === 'hook' ? observation.event : null;
          if (event?.requestId != null && !open.includes(event.requestId))
            open.push(event.requestId);
          if (event?.name === 'UserPromptSubmit') promptHeard = true;
        }
        machine.passTime(at + STEP_MS);
        machine.onView = () => undefined;
        const view = viewOf(machine.state);
        if (step.type === 'ask') asked = step;
        else open = [];
        expect([index, step.type, view.status]).toEqual([index, step.type, told.status]);
        expect(view.heldRequestIds).toEqual(open);
        expect(view.shownRequestId).toBe(open[0] ?? null);
        if (step.type === 'stop') expect(view.turnEnd?.outcome).toBe('completed');
        if (step.type === 'escape') expect(view.turnEnd?.outcome).toBe('interrupted');
        if (step.type === 'prompt' && (promptHeard || sources.registry))
          expect(view.turnEnd).toBe(null);
        promptHeard = false;
      }
    }),
    { numRuns: 400 },
  );
});

test('any observations at all, in any order, are taken in, and the deadlines end', () => {
  const at = fc.integer({ min: 0, max: 10_000 });
  const word = fc.constantFrom(
    'UserPromptSubmit',
    'Stop',
    'PermissionRequest',
    'Answered',
    'PostToolUse',
    'Nonsense',
    'SessionEnd',
    'PostCompact',
  );
  const observation: fc.Arbitrary<Observation> = fc.oneof(
    fc
      .tuple(
        at,
        fc.constantFrom(
          IDLE,
          WORKING,
          HALF_DRAWN,
          INTERRUPTED,
          DONE,
          bashDialog('a'),
          bashDialog('b'),
        ),
      )
      .map(([when, read]) => screen(when, read)),
    fc
      .tuple(at, word, fc.constantFrom(null, 'r1', 'r2'), fc.constantFrom(null, 'a1'))
      .map(([when, name, requestId, agentId]) =>
        hook(when, name, { requestId, agentId, toolName: 'Bash' }),
      ),
    fc
      .tuple(
        at,
        fc.constantFrom(
          'busy' as const,
          'idle' as const,
          'waiting' as const,
          'shell' as const,
          null,
        ),
      )
      .map(([when, status]) => registry(when, status)),
    fc
      .tuple(at, fc.constantFrom('turn-open' as const, 'turn-failed' as const))
      .map(([when, effect]) => ({ source: 'transcript' as const, at: when, effect })),
    at.map((when) => ({ source: 'launch' as const, at: when })),
  );
  fc.assert(
    fc.property(fc.array(observation, { maxLength: 60 }), (observations) => {
      let state = observations.reduce(observe, createStatusState(0));
      let before = -1;
      for (let deadline = nextDeadline(state); deadline !== null; deadline = nextDeadline(state)) {
        expect(deadline).toBeGreaterThan(before);
        before = deadline;
        state = observe(state, clock(deadline));
      }
      const view = viewOf(state);
      expect(view.since).toBeLessThanOrEqual(state.now);
      expect(new Set(view.heldRequestIds).size).toBe(view.heldRequestIds.length);
    }),
    { numRuns: 500 },
  );
});
