import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bashDialog,
  clock,
  ENDED,
  HALF_DRAWN,
  hook,
  IDLE,
  INTERRUPTED,
  registry,
  screen,
  WORKING,
} from '../testing/observations.ts';
import type { Observation } from '../types.ts';
import { nextDeadline, observe, viewOf } from './observe.ts';
import { createStatusState } from './state.ts';
import { arrivals, Machine, tell, truths, world, type Truth } from './testing/story.ts';

/** Long enough for every source to have spoken, and every grace to be over. */
const STEP_MS = 4000;

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
        if (step.type === 'reject' && open.length > 0) {
          machine.tell(hook(at, 'Stopped', { requestId: open[0] ?? null }));
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
        if (step.type === 'escape' || step.type === 'reject')
          expect(view.turnEnd?.outcome).toBe('interrupted');
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
          ENDED,
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
