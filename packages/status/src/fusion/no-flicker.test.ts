import type { SessionStatus } from '@aegis/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hook, IDLE, registry, screen } from '../testing/observations.ts';
import type { Observation } from '../types.ts';
import { viewOf } from './observe.ts';
import { Machine, tell, truths, type Told, type Truth } from './testing/story.ts';

/** A new thing happens this often, while what was drawn and written of the last one may still be on its way. */
const STEP_MS = 1000;

/** How late each source is with each step, in milliseconds; each keeps its own order. */
interface Lateness {
  /** Claude Code calls a hook before the work that it tells of, so that one is never late for long. */
  hook: number;
  /** When the registry file is read; the time of the change stands in it. */
  registry: number;
  screen: number;
}

const sources = fc.record({
  hooks: fc.boolean(),
  registry: fc.boolean(),
  lateness: fc.array(
    fc.record({
      hook: fc.integer({ min: 0, max: 50 }),
      registry: fc.integer({ min: 0, max: 950 }),
      screen: fc.integer({ min: 10, max: 950 }),
    }),
    { minLength: 1, maxLength: 30 },
  ),
});

/** Which kind of dialog it is, the registry alone does not tell. */
function broad(status: SessionStatus): string {
  return status === 'bash_approval' || status === 'permission_prompt' ? 'asks' : status;
}

function changes(statuses: readonly string[]): string[] {
  return statuses.filter((status, index) => status !== statuses[index - 1]);
}

function isPartOf(part: readonly string[], whole: readonly string[]): boolean {
  let found = 0;
  for (const one of whole) if (one === part[found]) found += 1;
  return found === part.length;
}

function arrive(
  told: Told,
  at: number,
  late: Lateness,
  has: { hooks: boolean; registry: boolean },
) {
  const list: Observation[] = [screen(at + late.screen, told.screen)];
  if (has.registry) {
    list.push({ ...registry(at, told.registry), at: at + late.registry });
  }
  if (has.hooks && told.hook !== null) list.push({ ...told.hook, at: at + late.hook });
  return list;
}

/** All that is told of a story, in the order in which it arrives. */
function observations(
  steps: readonly Truth[],
  world: Parameters<typeof arrive>[3] & { lateness: Lateness[] },
) {
  const all: Observation[] = [];
  let asked: Extract<Truth, { type: 'ask' }> | null = null;
  let request: string | null = null;
  const truth: SessionStatus[] = ['idle'];
  for (const [index, step] of steps.entries()) {
    const at = STEP_MS * (index + 2);
    const told = tell(step, index, asked);
    const late = world.lateness[index % world.lateness.length] ?? {
      hook: 0,
      registry: 0,
      screen: 10,
    };
    all.push(...arrive(told, at, late, world));
    if (world.hooks && step.type === 'answer') {
      const name = step.by === 'us' ? 'Answered' : 'Withdrawn';
      all.push(hook(at, name, { requestId: request }));
    }
    if (world.hooks && step.type === 'reject')
      all.push(hook(at, 'Stopped', { requestId: request }));
    if (step.type === 'ask') [asked, request] = [step, `r${index}`];
    truth.push(told.status);
  }
  return { all: all.sort((a, b) => a.at - b.at), truth };
}

test('whatever is late, no status is published that was not', () => {
  fc.assert(
    fc.property(truths, sources, (steps, world) => {
      const machine = new Machine();
      const published: string[] = [];
      machine.tell(screen(0, IDLE));
      if (world.registry) machine.tell(registry(1, 'idle'));
      machine.passTime(1000);
      machine.onView = (status) => published.push(broad(status));
      machine.onView(viewOf(machine.state).status, 1000);
      const { all, truth } = observations(steps, world);
      for (const observation of all) machine.tell(observation);
      machine.passTime(1_000_000);
      const expected = changes(truth.map(broad));
      const told = changes(published);
      // What is drawn and gone again before it has stood for a moment is not told; all that is told was so.
      expect([told, isPartOf(told, expected)]).toEqual([told, true]);
      expect(told.at(-1)).toBe(expected.at(-1));
    }),
    { numRuns: 1000 },
  );
});
