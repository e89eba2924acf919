import { SESSION_STATUSES, toTimestamp } from '@aegis/protocol';
import { screenFromText } from '@aegis/screen';
import {
  createStatusState,
  nextDeadline,
  observe,
  readScreen,
  viewOf,
  type HookObservation,
  type Observation,
  type ScreenReading,
  type StatusState,
} from '@aegis/status';
import fc from 'fast-check';
import { promise, type Door, type Verdict } from '../door.ts';
import { same } from '../input/same.ts';
import { hostileText } from '../input/mutate-json.ts';
import { someRecordings } from '../input/recorded.ts';

/** Deadlines that may follow on each other though nothing happens. */
const MOST_DEADLINES = 200;
const START = 1_000_000;

const HOOKS = [
  ...[
    'SessionStart',
    'UserPromptSubmit',
    'PreToolUse',
    'PostToolUse',
    'PermissionRequest',
    'Answered',
  ],
  ...[
    'Stopped',
    'Stop',
    'StopFailure',
    'Notification',
    'SubagentStart',
    'SubagentStop',
    'PreCompact',
  ],
  ...[
    'PostCompact',
    'SessionEnd',
    'Elicitation',
    'ElicitationResult',
    'PostToolUseFailure',
    'Brand new',
  ],
];
const TOOLS = ['Bash', 'Edit', 'ExitPlanMode', 'AskUserQuestion', 'mcp__x__y', 'WebFetch', null];
const REQUESTS = ['req_1', 'req_2', 'req_3', null];

export const fusion: Door<readonly Observation[]> = {
  name: 'fusion',
  about: 'observations in any order, at any time: the status machine',
  share: 50,
  async open() {
    const readings = await recordedReadings();
    return { inputs: fc.array(observation(readings), { maxLength: 25 }), check };
  },
};

/** What the recorded screens say at their labelled moments: each reading once. */
async function recordedReadings(): Promise<[ScreenReading, ...ScreenReading[]]> {
  const known = new Map<string, ScreenReading>();
  for (const { moments, setting } of someRecordings(23)) {
    for (const { text } of moments) {
      const reading = readScreen(await screenFromText(text), { version: setting.version });
      known.set(`${reading.rule} ${reading.dialog?.subject ?? ''}`, reading);
    }
  }
  const [first, ...rest] = known.values();
  if (first === undefined) throw new Error('No recording was found.');
  return [first, ...rest];
}

function observation(readings: [ScreenReading, ...ScreenReading[]]): fc.Arbitrary<Observation> {
  const subjects = [...new Set(readings.flatMap(({ dialog }) => dialog?.subject ?? []))];
  const at = fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: START, max: START + 20_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 4_000_000_000_000 }) },
  );
  const word = fc.oneof(
    fc.constantFrom(null, 'idle_prompt', 'permission_prompt', 'rate_limit'),
    hostileText,
  );
  const event: fc.Arbitrary<HookObservation> = fc.record({
    name: fc.constantFrom(...HOOKS),
    agentId: fc.constantFrom(null, null, null, 'agent_1'),
    toolName: fc.constantFrom(...TOOLS),
    subject: fc.oneof(fc.constant(null), fc.constantFrom('', ...subjects)),
    requestId: fc.constantFrom(...REQUESTS),
    word,
    message: word,
  });
  return fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        source: fc.constant('screen' as const),
        at,
        reading: fc.constantFrom(...readings),
      }),
    },
    { weight: 5, arbitrary: fc.record({ source: fc.constant('hook' as const), at, event }) },
    {
      weight: 3,
      arbitrary: fc.record({
        source: fc.constant('registry' as const),
        at,
        status: fc.constantFrom('busy', 'idle', 'waiting', 'shell', null),
        waitingFor: fc.oneof(
          fc.constantFrom(null, 'permission prompt', 'input needed', 'sandbox request', 'toString'),
          hostileText,
        ),
        changedAt: fc.oneof(fc.constant(null), at),
      }),
    },
    {
      weight: 2,
      arbitrary: fc
        .record({
          at,
          effect: fc.constantFrom(
            ...(['turn-open', 'turn-finished', 'turn-failed', 'turn-interrupted'] as const),
          ),
          promptedAt: fc.option(at, { nil: undefined }),
        })
        .map(({ promptedAt, ...rest }) => ({
          source: 'transcript' as const,
          ...rest,
          ...(promptedAt === undefined ? {} : { promptedAt }),
        })),
    },
    { weight: 2, arbitrary: fc.record({ source: fc.constant('clock' as const), at }) },
    { weight: 1, arbitrary: fc.record({ source: fc.constant('launch' as const), at }) },
    {
      weight: 1,
      arbitrary: fc.record({
        source: fc.constant('process' as const),
        at,
        exited: fc.constant(true as const),
        crashed: fc.boolean(),
      }),
    },
  );
}

function check(observations: readonly Observation[]): Verdict {
  let state = createStatusState(START);
  let twin = createStatusState(START);
  let isIgnored = false;
  for (const one of observations) {
    const before = JSON.stringify(state);
    const next = observe(state, one);
    promise(
      JSON.stringify(state) === before,
      'an observation changes no state, it makes a new one',
    );
    isIgnored ||= next === state;
    promise(next.now >= state.now, 'time goes on');
    state = next;
    // Through JSON, as a state that was kept would come back.
    twin = observe(JSON.parse(JSON.stringify(twin)) as StatusState, one);
    checkView(state);
  }
  promise(
    same(JSON.parse(JSON.stringify(twin)), JSON.parse(JSON.stringify(state))),
    'a state is plain data',
  );
  passAllTime(state);
  return isIgnored ? 'rejected' : 'accepted';
}

function checkView(state: StatusState): void {
  const view = viewOf(state);
  promise(SESSION_STATUSES.includes(view.status), `a known status: ${view.status}`);
  toTimestamp(view.since);
  toTimestamp(view.evidence.at);
  promise(
    view.since <= state.now && view.evidence.at <= state.now,
    'nothing is known before its time',
  );
  promise(view.evidence.rule !== '', 'a status names its rule');
  promise(
    (view.status === 'exited') === isExited(state),
    'exited is said when the process or the screen says so',
  );
  const rests = view.status === 'idle' || view.status === 'working';
  promise(view.dialog === null || !rests, `a dialog is never told as ${view.status}`);
  const ids = view.heldRequestIds;
  promise(new Set(ids).size === ids.length, 'a request is held once');
  promise(view.turn !== 'open' || view.turnEnd === null, 'a turn that runs has no end');
}

function isExited(state: StatusState): boolean {
  return state.exitedAt !== null || state.settled?.value.status === 'exited';
}

/** Time passes and nothing happens: it comes to rest. */
function passAllTime(from: StatusState): void {
  let state = from;
  for (let step = 0; ; step += 1) {
    const at = nextDeadline(state);
    if (at === null) return;
    promise(at > state.now, 'a deadline is ahead');
    promise(step < MOST_DEADLINES, 'deadlines come to an end');
    state = observe(state, { source: 'clock', at });
    checkView(state);
  }
}
