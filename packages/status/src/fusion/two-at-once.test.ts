import type { SessionStatus } from '@aegis/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  asking,
  bashDialog,
  hook,
  IDLE,
  registry,
  screen,
  WORKING,
} from '../testing/observations.ts';
import type { Observation, ScreenReading } from '../types.ts';
import { viewOf } from './observe.ts';
import { Machine } from './testing/story.ts';

/** One that is asked by the main thread or by a subagent. */
interface Request {
  requestId: string;
  agentId: string | null;
  toolName: 'Bash' | 'Write';
  subject: string;
}

/** Who answers, and which of those that are open: a person can answer only what is on the screen. */
interface Answer {
  by: 'us' | 'person';
  which: number;
  /** Whether the registry leaves `waiting` for a moment before the next one is shown. */
  blinks: boolean;
}

const AGENTS = [null, 'a1', 'a2', 'a3'];
/** Long enough for every source to have spoken, and every grace to be over. */
const STEP_MS = 4000;
const NOISE = ['PreToolUse', 'PostToolUse', 'SubagentStart', 'SubagentStop', 'Notification'];

const requests = fc
  .array(
    fc.record({
      agentId: fc.constantFrom(...AGENTS),
      toolName: fc.constantFrom('Bash' as const, 'Write' as const),
    }),
    { minLength: 2, maxLength: 5 },
  )
  .map((list): Request[] =>
    list.map((one, at) => ({ ...one, requestId: `r${at}`, subject: `/w/${at}.txt` })),
  );

const story = fc.record({
  requests,
  hooks: fc.boolean(),
  registry: fc.boolean(),
  /** How long after the one before each is asked, in milliseconds. */
  apart: fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 5, maxLength: 5 }),
  late: fc.array(fc.integer({ min: 20, max: 600 }), { minLength: 12, maxLength: 12 }),
  answers: fc.array(
    fc.record({
      by: fc.constantFrom('us' as const, 'person' as const),
      which: fc.nat({ max: 4 }),
      blinks: fc.boolean(),
    }),
    { minLength: 5, maxLength: 5 },
  ),
  noise: fc.array(fc.constantFrom(...NOISE), { minLength: 5, maxLength: 5 }),
});

function dialogOf({ toolName, subject }: Request): ScreenReading {
  if (toolName === 'Bash') return bashDialog(subject);
  return asking('permission_prompt', { name: 'create', kind: 'permission', toolName, subject });
}

const statusOf = (shown: Request | undefined): SessionStatus =>
  shown === undefined ? 'working' : dialogOf(shown).status;

test('several ask at once, and each is answered for itself, in whatever order', () => {
  fc.assert(
    fc.property(story, (told) => {
      const machine = new Machine();
      const tell = (list: readonly Observation[]) => {
        for (const one of list.toSorted((a, b) => a.at - b.at)) machine.tell(one);
      };
      const fromHook = (one: Observation) => (told.hooks ? [one] : []);
      const fromRegistry = (one: Observation) => (told.registry ? [one] : []);
      const lateBy = (at: number) => told.late[at % told.late.length] ?? 0;
      tell([screen(0, IDLE), ...fromRegistry(registry(1, 'idle'))]);
      tell([
        screen(1100, WORKING),
        ...fromHook(hook(1000, 'UserPromptSubmit')),
        ...fromRegistry(registry(1050, 'busy')),
      ]);

      let now = 2000;
      const open: Request[] = [];
      const arriving = told.requests.flatMap((request, at): Observation[] => {
        now += told.apart[at] ?? 0;
        const isFirst = at === 0;
        return [
          ...fromHook(hook(now, 'PermissionRequest', { ...request })),
          // It is drawn at once only if nothing else is asked.
          ...(isFirst ? [screen(now + lateBy(at), dialogOf(request))] : []),
          ...(isFirst ? fromRegistry(registry(now + 30, 'waiting')) : []),
        ];
      });
      open.push(...told.requests);
      tell(arriving);

      const check = (what: string) => {
        machine.passTime(now + STEP_MS);
        const view = viewOf(machine.state);
        const held = told.hooks ? open.map(({ requestId }) => requestId) : [];
        expect([what, view.status, view.heldRequestIds]).toEqual([what, statusOf(open[0]), held]);
        expect(view.shownRequestId).toBe(held[0] ?? null);
        now += STEP_MS;
      };
      check('all ask');

      for (const [round, answer] of told.answers.slice(0, told.requests.length).entries()) {
        // The main thread may be done while agents in the background still ask.
        if (told.registry && open.every((one) => one.agentId !== null)) {
          tell(fromHook(hook(now, 'Stop')));
          check('the turn is over');
        }
        // Nothing that another agent does touches what is asked.
        const name = told.noise[round] ?? 'PreToolUse';
        tell(fromHook(hook(now, name, { agentId: 'a9', toolName: 'Bash', subject: 'ls' })));
        check(`noise: ${name}`);
        machine.onView = (status) => expect(status).not.toBe('idle');
        tell(answered(open, answer, { ...told, now, late: lateBy(round + 5) }));
        check(`answer ${round} by ${answer.by}`);
      }
    }),
    { numRuns: 500 },
  );
});

/** Takes one out of those that are open, and gives what is told of it. */
function answered(
  open: Request[],
  { by, which, blinks }: Answer,
  world: { now: number; late: number; hooks: boolean; registry: boolean },
): Observation[] {
  const { now, late } = world;
  const at = by === 'us' && world.hooks ? which % open.length : 0;
  const [gone] = open.splice(at, 1);
  if (gone === undefined) return [];
  const wasShown = at === 0;
  const [next] = open;
  const { requestId, agentId, toolName, subject } = gone;
  const left = wasShown && (blinks || next === undefined);
  return [
    ...(world.hooks
      ? [
          hook(now, by === 'us' ? 'Answered' : 'Withdrawn', { requestId }),
          hook(now + 80, 'PostToolUse', { agentId, toolName, subject }),
        ]
      : []),
    ...(world.registry && left ? [registry(now + 20, 'busy')] : []),
    ...(world.registry && left && next !== undefined ? [registry(now + 120, 'waiting')] : []),
    ...(wasShown ? [screen(now + late, next === undefined ? WORKING : dialogOf(next))] : []),
  ];
}
