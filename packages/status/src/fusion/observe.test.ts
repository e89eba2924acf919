import { describe, expect, test } from 'vitest';
import {
  asking,
  bashDialog,
  BLANK,
  clock,
  ENDED,
  HALF_DRAWN,
  hook,
  IDLE,
  INTERRUPTED,
  registry,
  screen,
  VIEWER,
  WORKING,
} from '../testing/observations.ts';
import type { Observation, StatusView } from '../types.ts';
import { backgroundReading } from '../background-reading.ts';
import { nextDeadline, observe, viewOf } from './observe.ts';
import { createStatusState, type StatusState } from './state.ts';

function after(...observations: Observation[]): StatusState {
  return observations.reduce(observe, createStatusState(0));
}

const view = (...observations: Observation[]): StatusView => viewOf(after(...observations));

const request = (at: number, requestId: string, toolName: string, subject: string | null = null) =>
  hook(at, 'PermissionRequest', { requestId, toolName, subject });

const STARTED = [
  screen(10, BLANK),
  screen(500, IDLE),
  clock(700),
] as const satisfies readonly Observation[];

describe('the screen', () => {
  test('starting until the input box stands', () => {
    expect(view(screen(10, BLANK), registry(100, 'idle'), clock(400)).status).toBe('starting');
    expect(view(...STARTED)).toMatchObject({ status: 'idle', evidence: { source: 'screen' } });
  });

  test('a half-drawn frame between two equal ones is not told', () => {
    const state = after(...STARTED, screen(1000, WORKING), screen(1100, HALF_DRAWN));
    expect(viewOf(state)).toMatchObject({ status: 'working', since: 1000 });
    expect(nextDeadline(state)).toBe(1400);
    expect(viewOf(observe(state, screen(1120, WORKING)))).toMatchObject({ status: 'working' });
  });

  test('a box without its spinner for a moment is not idle', () => {
    const state = after(...STARTED, screen(1000, WORKING), screen(1100, IDLE));
    expect(viewOf(state).status).toBe('working');
    expect(viewOf(observe(state, clock(1249))).status).toBe('working');
    expect(viewOf(observe(state, clock(1250)))).toMatchObject({ status: 'idle', since: 1250 });
  });

  test('another program in its terminal: nobody knows whether it can be given work, whoever said so before', () => {
    const suspended = [...STARTED, registry(800, 'idle'), screen(1000, backgroundReading())];
    expect(view(...suspended, clock(3000))).toMatchObject({
      ...{ status: 'unknown', activity: 'suspended', evidence: { rule: 'screen.background' } },
    });
    expect(view(...suspended, clock(3000), screen(4000, IDLE), clock(4500)).status).toBe('idle');
  });

  test('a closing line counts sooner than a box alone, unless a prompt is queued', () => {
    const again = { ...ENDED, turnEnd: { outcome: 'completed', text: 'Worked for 2s' } } as const;
    const working = [...STARTED, screen(1000, WORKING)];
    expect(view(...working, screen(2000, ENDED), clock(2040)).status).toBe('idle');
    const second = [...working, screen(2000, ENDED), clock(2150), screen(3000, WORKING)];
    expect(view(...second, screen(4000, again), clock(4040)).status).toBe('idle');
    // Escape before any output takes the prompt back: what stands last then is the turn before.
    expect(view(...second, screen(4000, ENDED), clock(4040)).status).toBe('idle');
    const queued = { ...again, queued: 1 };
    expect(view(...second, screen(4000, queued), clock(4040)).status).toBe('working');
  });

  test('where no turn runs a box counts as soon as a view is closed', () => {
    const rested = [...STARTED, screen(1000, VIEWER), clock(1300)];
    expect(view(...rested).status).toBe('unknown');
    expect(view(...rested, screen(2000, IDLE), clock(2039)).status).toBe('unknown');
    expect(view(...rested, screen(2000, IDLE), clock(2040)).status).toBe('idle');
  });

  test('what a list covers is as it was before the list came', () => {
    const covered = { ...HALF_DRAWN, rule: 'screen.covered', activity: 'completion_menu' } as const;
    const listed = [screen(2000, covered), clock(2300)];
    const { status, evidence } = view(...STARTED, screen(1000, WORKING), ...listed);
    expect({ status, rule: evidence.rule }).toEqual({ status: 'working', rule: WORKING.rule });
    expect(view(...STARTED, ...listed)).toMatchObject({
      status: 'idle',
      activity: 'completion_menu',
    });
    const after = [...listed, screen(3000, WORKING)];
    expect(view(...STARTED, ...after).status).toBe('working');
    // Nothing is known of what was before.
    expect(view(screen(1000, covered), clock(1300)).status).toBe('unknown');
  });

  test('the mode that has no name follows one that has', () => {
    const modeOf = (reading: Partial<typeof IDLE>) =>
      view(
        ...STARTED,
        screen(1000, { ...IDLE, modeLine: 'plan' }),
        clock(1200),
        screen(2000, { ...IDLE, ...reading }),
      ).modeLine;
    expect(modeOf({ modeLine: 'accept edits' })).toBe('accept edits');
    expect(modeOf({ modeLine: null })).toBeNull();
    // A search, a list, a shell line or a dialog stands where the mode would.
    expect(modeOf({ modeLine: null, activity: 'history_search' })).toBe('plan');
    expect(modeOf({ modeLine: null, composer: { text: 'ls', ghost: null, mode: 'shell' } })).toBe(
      'plan',
    );
    expect(modeOf({ modeLine: null, composer: null })).toBe('plan');
  });

  test('a screen that stays unknown is told, with what it says', () => {
    const state = after(...STARTED, screen(1000, HALF_DRAWN), clock(1300));
    expect(viewOf(state)).toMatchObject({
      status: 'unknown',
      evidence: { rule: 'screen.half_drawn' },
    });
  });

  test('behind a viewer the session goes on', () => {
    const working = [...STARTED, hook(900, 'UserPromptSubmit'), screen(1000, VIEWER), clock(1400)];
    expect(view(...working)).toMatchObject({ status: 'working', activity: 'transcript_viewer' });
  });

  test('a blank screen after the first box is no start', () => {
    expect(view(...STARTED, screen(1000, BLANK), clock(1400)).status).toBe('unknown');
    expect(view(...STARTED, { source: 'launch', at: 2000 }).status).toBe('starting');
  });

  test('a launch by a clock that was set back does not set time back', () => {
    const before = after(...STARTED, screen(1000, BLANK));
    expect(observe(before, { source: 'launch', at: 10 }).now).toBe(before.now);
  });

  test.each(['toString', 'constructor', '__proto__'])('waiting for "%s" is unknown', (word) => {
    expect(view(...STARTED, registry(5000, 'waiting', word)).status).toBe('unknown');
  });
});

describe('a permission', () => {
  const asked = [
    ...STARTED,
    hook(1000, 'UserPromptSubmit'),
    request(1100, 'r1', 'Bash', 'touch x'),
  ];

  test('is told by the hook before it is drawn', () => {
    expect(view(...asked)).toMatchObject({
      status: 'bash_approval',
      statusText: 'Bash: touch x',
      dialog: null,
      heldRequestIds: ['r1'],
      shownRequestId: 'r1',
      evidence: { source: 'hook', rule: 'hook.PermissionRequest', at: 1100 },
    });
    expect(view(...STARTED, request(1100, 'r', 'Write')).status).toBe('permission_prompt');
    expect(view(...STARTED, request(1100, 'r', 'AskUserQuestion')).status).toBe('ask_question');
    expect(view(...STARTED, request(1100, 'r', 'ExitPlanMode')).status).toBe('plan_mode');
  });

  test('belongs to the dialog that names its call', () => {
    const call = { name: 'tool', kind: 'permission', toolName: 'Read' } as const;
    const dialog = asking('permission_prompt', { ...call, subject: 'Read(/etc/hosts)' });
    const ours = request(1100, 'r2', 'Read', '/etc/hosts');
    const other = request(1090, 'r1', 'Read', '/etc/passwd');
    const state = after(...STARTED, other, ours, screen(1200, dialog), clock(1240));
    expect(viewOf(state).shownRequestId).toBe('r2');
  });

  test('then the screen says what is open', () => {
    const state = after(...asked, screen(1200, bashDialog('touch x')), clock(1240));
    expect(viewOf(state)).toMatchObject({
      status: 'bash_approval',
      since: 1100,
      dialog: { subject: 'touch x' },
      shownRequestId: 'r1',
    });
  });

  test('is over once its dialog is gone from the screen: a person answered, or pressed Escape', () => {
    const shown = [...asked, screen(1200, bashDialog('touch x')), clock(1240)];
    const accepted = view(...shown, screen(5000, WORKING));
    expect(accepted).toMatchObject({ status: 'working', heldRequestIds: [] });
    const escaped = view(...shown, screen(5000, INTERRUPTED), registry(5050, 'idle'), clock(5150));
    expect(escaped).toMatchObject({ status: 'idle', heldRequestIds: [] });
  });

  test('is not over while a half-drawn frame or a viewer hides it', () => {
    const shown = [...asked, screen(1200, bashDialog('touch x')), clock(1240)];
    expect(view(...shown, screen(1300, HALF_DRAWN)).heldRequestIds).toEqual(['r1']);
    expect(view(...shown, screen(1300, VIEWER), clock(1700))).toMatchObject({
      status: 'bash_approval',
      heldRequestIds: ['r1'],
    });
  });

  test.each(['PostToolUse', 'PostToolUseFailure', 'PermissionDenied'])('is over by %s', (name) => {
    const event = hook(3000, name, { toolName: 'Bash', subject: 'touch x' });
    expect(view(...asked, event).heldRequestIds).toEqual([]);
    const other = hook(3000, name, { toolName: 'Bash', subject: 'ls' });
    expect(view(...asked, other).heldRequestIds).toEqual(['r1']);
  });

  test.each(['Stop', 'StopFailure', 'UserPromptSubmit', 'SessionEnd'])('is over by %s', (name) => {
    expect(view(...asked, hook(3000, name)).heldRequestIds).toEqual([]);
  });

  test('is over when the registry left waiting, and does not come back', () => {
    const waiting = [...asked, registry(1150, 'waiting')];
    const left = after(...waiting, registry(4000, 'busy'));
    expect(viewOf(left).heldRequestIds).toEqual(['r1']);
    expect(nextDeadline(left)).toBe(4300);
    expect(viewOf(observe(left, clock(4300))).heldRequestIds).toEqual([]);
    const back = after(...waiting, registry(4000, 'busy'), registry(4100, 'waiting'), clock(4400));
    expect(viewOf(back).heldRequestIds).toEqual(['r1']);
  });

  test('that was answered through us is over, though its dialog is still drawn', () => {
    const answered = hook(2000, 'Answered', { requestId: 'r1' });
    const state = after(...asked, screen(1200, bashDialog('touch x')), clock(1240), answered);
    expect(viewOf(state).heldRequestIds).toEqual([]);
    expect(viewOf(state).status).toBe('working');
    expect(viewOf(observe(state, screen(2100, WORKING))).status).toBe('working');
  });

  test('that Claude Code has let go of stays what it is until something shows what came of it', () => {
    const waiting = [...asked, registry(1150, 'waiting')];
    const shown = [...waiting, screen(1200, bashDialog('touch x')), clock(1240)];
    const withdrawn = hook(3000, 'Withdrawn', { requestId: 'r1' });
    expect(view(...shown, withdrawn)).toMatchObject({
      status: 'bash_approval',
      heldRequestIds: [],
    });
    expect(view(...shown, withdrawn, registry(3040, 'idle')).status).toBe('idle');
    expect(view(...shown, withdrawn, registry(3040, 'busy')).status).toBe('working');
    expect(view(...shown, withdrawn, clock(9000)).status).toBe('bash_approval');
    // Nobody has drawn it, and nobody will.
    expect(view(...asked, withdrawn, clock(3299)).status).toBe('bash_approval');
    expect(nextDeadline(after(...asked, withdrawn))).toBe(3300);
    expect(view(...asked, withdrawn, clock(3300)).status).toBe('idle');
  });

  test('two at once: the one on the screen is found by what it is about', () => {
    const two = [
      ...asked,
      request(1110, 'r2', 'Bash', 'rm y'),
      request(1120, 'r3', 'Write', '/w/z.txt'),
    ];
    const shown = (read: Parameters<typeof screen>[1]) =>
      view(...two, screen(1200, read), clock(1240)).shownRequestId;
    expect(shown(bashDialog('touch x'))).toBe('r1');
    expect(shown(bashDialog('rm   y'))).toBe('r2');
    const write = {
      name: 'create',
      kind: 'permission',
      toolName: 'Write',
      subject: 'z.txt',
    } as const;
    expect(shown(asking('permission_prompt', write))).toBe('r3');
    expect(shown(bashDialog('something else'))).toBe(null);
    const next = view(
      ...two,
      screen(1200, bashDialog('touch x')),
      clock(1240),
      screen(3000, bashDialog('rm y')),
      clock(3040),
    );
    expect(next).toMatchObject({ heldRequestIds: ['r2', 'r3'], shownRequestId: 'r2' });
  });

  test('of a subagent counts; what else a subagent does, does not', () => {
    const agentId = 'a1';
    const ask = hook(1100, 'PermissionRequest', { agentId, requestId: 'r', toolName: 'Bash' });
    expect(view(...STARTED, ask).status).toBe('bash_approval');
    expect(view(...STARTED, hook(1100, 'PreToolUse', { agentId })).status).toBe('idle');
    expect(view(...STARTED, ask, hook(1200, 'Stop')).heldRequestIds).toEqual(['r']);
    expect(view(...STARTED, ask, hook(1200, 'SubagentStop', { agentId })).heldRequestIds).toEqual(
      [],
    );
  });

  test('that is repeated is one', () => {
    expect(view(...asked, request(1150, 'r1', 'Bash')).heldRequestIds).toEqual(['r1']);
  });
});

describe('busy or idle', () => {
  const request1 = (at: number) => request(at, 'r1', 'Bash', 'ls');

  const prompted = [...STARTED, registry(600, 'idle'), hook(1000, 'UserPromptSubmit')];
  const running = [...prompted, registry(1050, 'busy'), screen(1100, WORKING)];

  test('a hook is ahead of all with the begin of work', () => {
    expect(view(...prompted)).toMatchObject({ status: 'working', evidence: { source: 'hook' } });
    // Work that nothing shows after that is none: another hook has blocked the prompt.
    expect(nextDeadline(after(...prompted))).toBe(2500);
    expect(view(...prompted, clock(2500)).status).toBe('idle');
  });

  test('the registry decides, whatever comes late from elsewhere', () => {
    const over = [...running, registry(3000, 'idle')];
    expect(view(...over)).toMatchObject({ status: 'idle', evidence: { source: 'registry' } });
    const late = [screen(3010, HALF_DRAWN), screen(3400, WORKING), screen(5000, WORKING)];
    for (let index = 1; index <= late.length; index += 1) {
      const until = late.slice(0, index);
      expect(view(...over, ...until, clock(9000)).status).toBe('idle');
    }
    const call = hook(2900, 'PostToolUse', { toolName: 'Bash' });
    expect(view(...over, call).status).toBe('idle');
  });

  test('the registry may begin as idle while the first prompt is worked on', () => {
    const began = [
      screen(10, BLANK),
      screen(600, WORKING),
      { ...registry(620, 'idle'), changedAt: 500 },
    ];
    expect(view(...began, clock(9000)).status).toBe('working');
    expect(view(...began, registry(700, 'busy'), registry(900, 'idle')).status).toBe('idle');
    expect(
      view(screen(10, BLANK), screen(600, IDLE), registry(620, 'idle'), clock(800)).status,
    ).toBe('idle');
  });

  test('what the registry said before a prompt says nothing of its turn', () => {
    const read = (changedAt: number): Observation => ({
      ...{ source: 'registry', at: 1080, status: 'idle', waitingFor: null },
      changedAt,
    });
    expect(view(...prompted, read(990)).status).toBe('working');
    expect(view(...prompted, read(1010)).status).toBe('idle');
  });

  test('a Stop ends a turn, but work that goes on is work: agents in the background', () => {
    const stopped = [...running, hook(1200, 'Stop', { message: 'Done.' })];
    const state = after(...stopped);
    expect(viewOf(state)).toMatchObject({
      status: 'working',
      evidence: { source: 'registry' },
      turnEnd: { outcome: 'completed', text: 'Done.', at: 1200 },
    });
    expect(view(...stopped, clock(9000))).toMatchObject({
      status: 'working',
      turn: 'none',
      turnEnd: { text: 'Done.' },
    });
    expect(view(...stopped, registry(9000, 'idle'), registry(9500, 'busy'))).toMatchObject({
      status: 'working',
      turn: 'open',
      turnEnd: null,
    });
  });

  test('a registry that is read no more is outvoted by all others', () => {
    const lost = after(...running, hook(3000, 'Stop'), screen(3100, IDLE), clock(3250));
    expect(viewOf(lost).status).toBe('working');
    expect(nextDeadline(lost)).toBe(4600);
    expect(viewOf(observe(lost, clock(4600)))).toMatchObject({
      status: 'idle',
      evidence: { source: 'screen' },
    });
  });

  test('without hooks the registry and the screen do', () => {
    expect(view(...STARTED, registry(1000, 'busy'))).toMatchObject({ status: 'working' });
    expect(view(...STARTED, registry(1000, 'busy'), registry(4000, 'shell'))).toMatchObject({
      status: 'idle',
      activity: 'background_shell',
    });
    expect(view(...STARTED, screen(1000, WORKING), screen(4000, IDLE), clock(4150)).status).toBe(
      'idle',
    );
  });

  test('the transcript is heard only when nobody else speaks', () => {
    const open: Observation = { source: 'transcript', at: 100, effect: 'turn-open' };
    expect(view(open)).toMatchObject({ status: 'working', evidence: { source: 'transcript' } });
    expect(view(...STARTED, { ...open, at: 1000 }).status).toBe('idle');
    const list = { ...HALF_DRAWN, rule: 'screen.unknown_dialog' };
    expect(view(open, screen(200, list), clock(600))).toMatchObject({
      status: 'unknown',
      evidence: { rule: 'screen.unknown_dialog' },
    });
    expect(view(open, screen(200, HALF_DRAWN), clock(600)).status).toBe('working');
  });

  test('the registry says that something is asked which the screen has not drawn yet', () => {
    const asked = [...STARTED, registry(1000, 'waiting')];
    expect(nextDeadline(after(...asked))).toBe(1080);
    expect(view(...asked, clock(1080))).toMatchObject({
      status: 'permission_prompt',
      statusText: 'permission prompt',
    });
    expect(view(...asked, screen(1100, bashDialog('ls')), clock(1140)).status).toBe(
      'bash_approval',
    );
    expect(view(...STARTED, registry(1000, 'waiting', 'dialog open')).status).toBe('unknown');
    expect(view(...STARTED, registry(1000, 'waiting', 'input needed')).status).toBe('ask_question');
  });

  test('the registry may be sooner than the hook that says what is asked', () => {
    const waiting = after(
      ...STARTED,
      registry(900, 'busy'),
      screen(950, WORKING),
      registry(1000, 'waiting'),
    );
    expect(viewOf(waiting).status).toBe('working');
    expect(viewOf(observe(waiting, request1(1060))).status).toBe('bash_approval');
  });

  test('a dialog that the registry waits for, and that is gone from the screen, is no other dialog', () => {
    const shown = [
      ...STARTED,
      registry(1000, 'waiting'),
      screen(1050, bashDialog('ls')),
      clock(1090),
    ];
    expect(view(...shown, screen(3000, INTERRUPTED), clock(3150)).status).toBe('idle');
    const heldBack = { ...WORKING, activity: 'dialog_held_back' };
    const undrawn = [...STARTED, registry(1000, 'waiting', 'input needed'), screen(1050, heldBack)];
    expect(view(...undrawn, clock(9000)).status).toBe('ask_question');
    const covered = view(...shown, screen(3000, VIEWER), clock(9000));
    expect(covered).toMatchObject({ status: 'permission_prompt', activity: null });
  });

  test('a dialog that the registry has left is on its way out, also while it is still drawn', () => {
    const shown = [
      ...STARTED,
      registry(1000, 'waiting'),
      screen(1050, bashDialog('ls')),
      clock(1090),
    ];
    const left = after(...shown, registry(3000, 'idle'));
    expect(viewOf(left)).toMatchObject({ status: 'idle', dialog: null });
    // What is drawn after that is another one, and what stays is one too.
    expect(
      view(...shown, registry(3000, 'busy'), screen(3100, bashDialog('rm')), clock(3140)).status,
    ).toBe('bash_approval');
    // Until then the turn that asked has ended too.
    expect(nextDeadline(observe(left, clock(4000)))).toBe(4500);
    expect(viewOf(observe(left, clock(4500))).status).toBe('bash_approval');
    expect(view(...shown, registry(3000, 'busy'), registry(3050, 'waiting')).status).toBe(
      'bash_approval',
    );
  });

  test('what is older than what its source said already is not heard', () => {
    const state = after(...STARTED, registry(2000, 'busy'));
    expect(observe(state, registry(1500, 'idle'))).toBe(state);
    const hooked = after(...STARTED, hook(2000, 'UserPromptSubmit'));
    expect(observe(hooked, hook(1999, 'Stop'))).toBe(hooked);
  });

  test('a process that ended is the last word', () => {
    const state = after(
      ...STARTED,
      { source: 'process', at: 3000, exited: true },
      screen(3100, WORKING),
    );
    expect(viewOf(state)).toMatchObject({
      status: 'exited',
      evidence: { source: 'process', at: 3000 },
    });
  });
});

describe('how a turn ends', () => {
  const working = [...STARTED, hook(1000, 'UserPromptSubmit'), screen(1100, WORKING)];

  test('interrupted: no hook says so, the screen does', () => {
    expect(view(...working, screen(3000, INTERRUPTED), clock(3150)).turnEnd).toMatchObject({
      outcome: 'interrupted',
    });
  });

  test('interrupted before any output: nothing says so at all', () => {
    const stopped = [
      ...working,
      registry(1050, 'busy'),
      registry(3000, 'idle'),
      screen(3010, IDLE),
      clock(3160),
    ];
    const state = after(...stopped);
    expect(viewOf(state)).toMatchObject({ status: 'idle', turnEnd: null });
    const at = nextDeadline(state) ?? 0;
    expect(viewOf(observe(state, clock(at))).turnEnd).toMatchObject({ outcome: 'interrupted' });
  });

  test('a working frame that is drawn after the Stop hook changes nothing', () => {
    const stopped = [...STARTED, hook(1000, 'UserPromptSubmit'), hook(1060, 'Stop')];
    expect(view(...stopped, screen(1090, WORKING)).status).toBe('idle');
    // However late it is: but work that goes on for long is work.
    const late = after(...stopped, screen(2400, WORKING));
    expect(viewOf(late).status).toBe('idle');
    expect(nextDeadline(late)).toBe(2560);
    expect(viewOf(observe(late, clock(2560))).status).toBe('working');
    const next = view(...stopped, screen(1090, ENDED), clock(1130), screen(1200, WORKING));
    expect(next.status).toBe('working');
  });

  test('a Stop hook that is late still brings its text', () => {
    const idle = [
      ...working,
      registry(1050, 'busy'),
      registry(3000, 'idle'),
      screen(3010, IDLE),
      clock(3160),
    ];
    const end = view(...idle, hook(3400, 'Stop', { message: 'There.' })).turnEnd;
    expect(end).toEqual({ outcome: 'completed', error: null, text: 'There.', at: 3400 });
  });

  test.each([
    ['overloaded', 'failed'],
    ['rate_limit', 'limited'],
    ['billing_error', 'limited'],
    ['refusal', 'refused'],
    ['max_output_tokens', 'failed'],
  ])('StopFailure %s: %s', (word, outcome) => {
    expect(view(...working, hook(3000, 'StopFailure', { word })).turnEnd).toMatchObject({
      outcome,
      error: word,
    });
  });

  test.each([
    [
      'invalid_request',
      'API Error: … safeguards flagged (https://www.anthropic.com/legal/aup).',
      'refused',
    ],
    ['rate_limit', 'API Error: Request rejected (429) · Slow down', 'failed'],
    ['rate_limit', "You've hit your limit · resets 3pm", 'limited'],
  ])('StopFailure %s, "%s": %s', (word, message, outcome) => {
    const failure = hook(3000, 'StopFailure', { word, message });
    expect(view(...working, failure).turnEnd).toMatchObject({
      outcome,
      error: word,
      text: message,
    });
  });

  test('with its process: a crash is a failure, an end is an interrupt, and an idle session ends no turn', () => {
    const gone = { source: 'process', at: 3000, exited: true } as const;
    expect(view(...working, { ...gone, crashed: true }).turnEnd).toMatchObject({
      outcome: 'failed',
      error: 'process_exited',
    });
    expect(view(...working, gone).turnEnd).toMatchObject({ outcome: 'interrupted' });
    expect(view(...STARTED, { ...gone, crashed: true }).turnEnd).toBe(null);
  });

  test('a turn that ran before the machine did is ended by what the screen shows', () => {
    const running = createStatusState(5000, 1000);
    expect(viewOf(running).turn).toBe('open');
    const shown = [screen(5010, ENDED), clock(5060)].reduce(observe, running);
    expect(viewOf(shown)).toMatchObject({ status: 'idle', turnEnd: { outcome: 'completed' } });
  });

  test('interrupted before any output, with the error of the turn before on the screen', () => {
    const failed = { ...IDLE, turnEnd: { outcome: 'failed', text: 'API Error: 529' } as const };
    const first = [...working, screen(2000, failed), hook(2010, 'StopFailure'), clock(2160)];
    const second = [...first, hook(3000, 'UserPromptSubmit'), screen(3010, WORKING)];
    const stopped = [...second, screen(4000, failed), clock(4150)];
    expect(view(...stopped).turnEnd).toBe(null);
    expect(view(...stopped, clock(5150)).turnEnd).toMatchObject({ outcome: 'interrupted' });
    const again = view(...second, hook(3990, 'StopFailure', { word: 'overloaded' }), clock(5150));
    expect(again.turnEnd).toMatchObject({ outcome: 'failed', error: 'overloaded' });
  });

  test('the end of the turn before may be drawn after the hook of the next one', () => {
    const failed = { ...IDLE, turnEnd: { outcome: 'failed', text: 'API Error: 529' } as const };
    const next = [...working, hook(2000, 'StopFailure'), hook(2010, 'UserPromptSubmit')];
    const drawn = [...next, screen(2020, failed), screen(2100, WORKING), screen(3000, failed)];
    expect(view(...drawn, clock(3150)).turnEnd).toBe(null);
    const later = view(...drawn, clock(3150), clock(4150));
    expect(later.turnEnd).toMatchObject({ outcome: 'interrupted' });
  });

  test('an end that was seen, and had not settled when the next prompt came, is the one before', () => {
    const again = { ...ENDED, turnEnd: { outcome: 'completed', text: 'Worked for 2s' } } as const;
    const first = [...working, screen(2000, ENDED), clock(2040), hook(2050, 'Stop')];
    const second = [
      ...first,
      hook(3000, 'UserPromptSubmit'),
      screen(3010, WORKING),
      hook(3500, 'Stop'),
    ];
    const third = [
      ...second,
      screen(3520, again),
      hook(3561, 'UserPromptSubmit'),
      screen(3600, WORKING),
    ];
    const stopped = [...third, screen(4000, again), clock(4040), clock(5050)];
    expect(view(...stopped).turnEnd).toMatchObject({ outcome: 'interrupted' });
  });

  test('a box that shows the new prompt before it shows work is no end', () => {
    const failed = { ...IDLE, turnEnd: { outcome: 'failed', text: 'API Error: 529' } as const };
    const first = [...working, screen(2000, failed), hook(2010, 'StopFailure'), clock(2160)];
    const second = [...first, hook(3000, 'UserPromptSubmit'), screen(3005, IDLE)];
    const stopped = [...second, screen(3010, WORKING), screen(4000, failed), clock(4150)];
    expect(view(...stopped, clock(5150)).turnEnd).toMatchObject({ outcome: 'interrupted' });
  });

  describe('by the screen alone', () => {
    const failed = { ...IDLE, turnEnd: { outcome: 'failed', text: 'API Error: 529' } as const };
    const first = [...STARTED, screen(1000, WORKING), screen(4000, failed), clock(4150)];
    const second = [...first, screen(5000, WORKING)];

    test('failed, and again in the same words', () => {
      const error = { outcome: 'failed', error: 'API Error: 529' };
      expect(view(...first).turnEnd).toMatchObject(error);
      const again = [...second, screen(6000, failed), clock(6150)];
      expect(view(...again).turnEnd).toMatchObject({ ...error, at: 6150 });
    });

    test('completed, though the transcript is read only up to a failure that was got past', () => {
      const failure = { source: 'transcript', at: 1900, effect: 'turn-failed' } as const;
      const turn = [...STARTED, screen(1000, WORKING), failure];
      const closed = view(...turn, screen(2000, ENDED), clock(2040));
      expect(closed.turnEnd).toMatchObject({ outcome: 'completed' });
      // Nothing on the screen says how it ended.
      const silent = view(...turn, screen(2000, IDLE), clock(2150), clock(3200));
      expect(silent.turnEnd).toMatchObject({ outcome: 'failed', error: 'api_error' });
    });

    test('completed, and again in the same words', () => {
      const twice = [...STARTED, screen(1000, WORKING), screen(2000, ENDED), clock(2040)];
      const again = [...twice, screen(3000, WORKING), screen(4000, ENDED), clock(4040)];
      expect(view(...again).turnEnd).toMatchObject({ outcome: 'completed', at: 4040 });
    });

    test('interrupted before any output: its prompt is in the box again', () => {
      const composer = { text: 'do it', ghost: null, mode: 'prompt' } as const;
      const stopped = [...second, screen(6000, { ...failed, composer }), clock(6150)];
      expect(view(...stopped).turnEnd).toBe(null);
      expect(view(...stopped, clock(7150)).turnEnd).toMatchObject({ outcome: 'interrupted' });
    });
  });

  test('the frames that follow a Stop open no new turn', () => {
    const state = view(
      ...working,
      hook(3000, 'Stop'),
      screen(3020, WORKING),
      screen(3100, IDLE),
      clock(3250),
    );
    expect(state.turnEnd).toMatchObject({ outcome: 'completed', at: 3000 });
  });

  test('a frame of work that is drawn after the Stop opens no new turn', () => {
    const asked = [...working, screen(2000, bashDialog('ls')), clock(2040)];
    const late = view(
      ...asked,
      hook(3000, 'Stop'),
      screen(3010, WORKING),
      screen(3050, IDLE),
      clock(3200),
    );
    expect(late).toMatchObject({ status: 'idle', turnEnd: { outcome: 'completed', at: 3000 } });
  });

  test('what a turn is busy with may change without a flicker', () => {
    const compacting = { ...WORKING, activity: 'compacting' };
    const state = view(
      ...working,
      screen(2000, compacting),
      hook(3000, 'Stop'),
      screen(3010, WORKING),
      screen(3050, ENDED),
      clock(3090),
    );
    expect(state.status).toBe('idle');
  });

  test('every turn has an end of its own, and none while it runs', () => {
    const first = after(...working, hook(3000, 'Stop'));
    const second = observe(first, hook(4000, 'UserPromptSubmit'));
    expect(viewOf(second).turnEnd).toBe(null);
    const end = viewOf(observe(second, hook(5000, 'Stop'))).turnEnd;
    expect(end).not.toBe(viewOf(first).turnEnd);
  });

  test('a dialog is no end', () => {
    const state = view(...working, screen(2000, bashDialog('ls')), clock(2040), clock(9000));
    expect(state).toMatchObject({ status: 'bash_approval', turnEnd: null });
  });
});
