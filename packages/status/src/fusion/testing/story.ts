import type { SessionStatus } from '@aegis/protocol';
import fc from 'fast-check';
import {
  asking,
  bashDialog,
  clock,
  ENDED,
  HALF_DRAWN,
  hook,
  INTERRUPTED,
  registry,
  screen,
  WORKING,
} from '../../testing/observations.ts';
import type { Observation, ScreenReading } from '../../types.ts';
import { nextDeadline, observe, viewOf } from '../observe.ts';
import { createStatusState, type StatusState } from '../state.ts';

/** What really happened, step by step. */
export type Truth =
  | { type: 'prompt' }
  | { type: 'ask'; tool: 'Bash' | 'Write'; subject: string }
  | { type: 'answer'; by: 'us' | 'person' }
  | { type: 'escape' }
  /** Through us, without a word: the turn is stopped. */
  | { type: 'reject' }
  | { type: 'stop' };

/** Which sources there are, and how late each one is for each step. */
export interface World {
  hooks: boolean;
  registry: boolean;
  loseHooks: readonly boolean[];
  repeatHooks: boolean;
  lateness: readonly { hook: number; registry: number; screen: number; halfDrawn: boolean }[];
}

let ended = 0;

/** Each turn's closing line is its own: its word, its time and the hour differ. */
function nextEnd(): ScreenReading {
  ended += 1;
  return { ...ENDED, turnEnd: { outcome: 'completed', text: `Worked for ${ended}s` } };
}

const LAST = {
  stop: { type: 'stop' },
  escape: { type: 'escape' },
  'escape from dialog': { type: 'escape' },
  rejection: { type: 'reject' },
} as const;

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
    fc.constantFrom(
      'stop' as const,
      'escape' as const,
      'escape from dialog' as const,
      'rejection' as const,
    ),
  )
  .map(([asks, end]) => {
    const steps: Truth[] = [{ type: 'prompt' }];
    for (const { tool, subject, by } of asks) {
      steps.push({ type: 'ask', tool, subject }, { type: 'answer', by });
    }
    if (end === 'escape from dialog' || end === 'rejection') {
      steps.push({ type: 'ask', tool: 'Bash', subject: 'ls' });
    }
    steps.push(LAST[end]);
    return steps;
  });
export const truths = fc.array(turn, { minLength: 1, maxLength: 4 }).map((turns) => turns.flat());

export const world: fc.Arbitrary<World> = fc.record({
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

export interface Told {
  hook: Observation | null;
  registry: Parameters<typeof registry>[1];
  screen: ScreenReading;
  status: SessionStatus;
}

/** What each source says about a step, if it is there. */
export function tell(
  step: Truth,
  index: number,
  asked: Extract<Truth, { type: 'ask' }> | null,
): Told {
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
    case 'reject':
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
export function arrivals(told: Told, at: number, index: number, sources: World): Observation[] {
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

export class Machine {
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
