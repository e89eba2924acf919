import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ControlMachine } from './control-machine.ts';
import type { MachineAction, MachineRequest } from './machine-types.ts';

const line = (text: string) => ({ type: 'line', line: Buffer.from(text) }) as const;
const request = (id: number, extra: Partial<MachineRequest> = {}): MachineRequest => ({
  id,
  line: `command-${id}`,
  commands: 1,
  lifts: false,
  ...extra,
});

function talk(machine: ControlMachine, ...lines: string[]): MachineAction[] {
  return lines.flatMap((text) => machine.next(line(text)));
}

function readyMachine(): ControlMachine {
  const machine = new ControlMachine();
  talk(machine, '%begin 1 1 0', '%end 1 1 0', '%session-changed $0 aegis');
  return machine;
}

/** Replies with their payload as text. */
function replies(actions: readonly MachineAction[]): unknown[] {
  return actions.flatMap((action): unknown[] => {
    if (action.type !== 'reply') return [];
    const { reply } = action;
    if (!reply.ok) return [[action.id, 'error', reply.sentence]];
    return [
      [action.id, reply.blocks.map((block) => block.map((each) => String(Buffer.from(each))))],
    ];
  });
}

describe('attaching', () => {
  it('writes nothing before tmux has said which session it is', () => {
    const machine = new ControlMachine();
    expect(machine.next({ type: 'submit', requests: [request(1)] })).toEqual([]);
    expect(talk(machine, '%begin 1 1 0', '%end 1 1 0')).toEqual([]);
    expect(talk(machine, '%session-changed $0 aegis')).toEqual([
      { type: 'attached' },
      { type: 'write', text: 'command-1\n' },
    ]);
  });

  it('says why tmux refused', () => {
    const machine = new ControlMachine();
    const actions = talk(
      machine,
      '%begin 1 1 0',
      "can't find session: nope",
      '%error 1 1 0',
      '%exit',
    );
    expect(actions).toEqual([
      { type: 'defunct', reason: 'refused', detail: "can't find session: nope", unanswered: [] },
    ]);
  });

  it('gotcha 15: the tail of a line from before is not taken for text (iTerm2, VT100TmuxParser.m)', () => {
    const machine = new ControlMachine();
    expect(talk(machine, 'lf of a line', '%output %1 x')).toEqual([]);
    expect(talk(machine, '%begin 1 1 0', '%end 1 1 0', '%session-changed $0 a')).toEqual([
      { type: 'attached' },
    ]);
  });
});

describe('replies', () => {
  it('are given to requests in order, many in flight', () => {
    const machine = readyMachine();
    expect(machine.next({ type: 'submit', requests: [request(1), request(2)] })).toEqual([
      { type: 'write', text: 'command-1\ncommand-2\n' },
    ]);
    machine.next({ type: 'submit', requests: [request(3)] });
    const actions = talk(
      machine,
      ...['%begin 5 10 1', 'a', 'b', '%end 5 10 1'],
      ...['%begin 5 11 1', 'no such thing', '%error 5 11 1'],
      ...['%begin 5 12 1', '%end 5 12 1'],
    );
    expect(replies(actions)).toEqual([
      [1, [['a', 'b']]],
      [2, 'error', 'no such thing'],
      [3, [[]]],
    ]);
  });

  it('gotcha 2: blocks of hooks and bindings are nobody’s reply (CMDQ_STATE_CONTROL in cmd-queue.c)', () => {
    const machine = readyMachine();
    machine.next({ type: 'submit', requests: [request(1)] });
    const actions = talk(
      machine,
      ...['%begin 5 9 0', 'from a hook', '%end 5 9 0'],
      ...['%begin 5 10 1', 'ours', '%end 5 10 1'],
    );
    expect(replies(actions)).toEqual([[1, [['ours']]]]);
  });

  it('gotcha 2: a line of several commands takes one block for each, and ends at the first error', () => {
    const machine = readyMachine();
    machine.next({
      type: 'submit',
      requests: [request(1, { commands: 3 }), request(2, { commands: 3 }), request(3)],
    });
    const actions = talk(
      machine,
      ...[
        '%begin 5 1 1',
        '%end 5 1 1',
        '%begin 5 2 1',
        'x',
        '%end 5 2 1',
        '%begin 5 3 1',
        '%end 5 3 1',
      ],
      ...['%begin 5 4 1', '%end 5 4 1', '%begin 5 5 1', 'bad', '%error 5 5 1'],
      ...['%begin 5 6 1', '%end 5 6 1'],
    );
    expect(replies(actions)).toEqual([
      [1, [[], ['x'], []]],
      [2, 'error', 'bad'],
      [3, [[]]],
    ]);
  });

  it('gotcha 6: only the same three numbers close a block; any other guard in it is text', () => {
    const machine = readyMachine();
    machine.next({ type: 'submit', requests: [request(1)] });
    const payload = [
      '%end 1 2 3',
      '%end 5 10 0',
      '%error 5 11 1',
      '%begin 5 10 1',
      '%exit',
      '%output %1 x',
    ];
    const actions = talk(machine, '%begin 5 10 1', ...payload, '%end 5 10 1');
    expect(actions).toHaveLength(1);
    expect(replies(actions)).toEqual([[1, [payload]]]);
  });

  it('gotcha 6: a forged end leaves text outside of a block, which ends the connection', () => {
    const machine = readyMachine();
    machine.next({ type: 'submit', requests: [request(1), request(2)] });
    const actions = talk(
      machine,
      '%begin 5 10 1',
      '%end 5 10 1',
      'rest of the screen',
      '%end 5 10 1',
    );
    expect(actions.slice(1)).toEqual([
      {
        type: 'defunct',
        reason: 'desync',
        detail: 'text outside of a block: rest of the screen',
        unanswered: [2],
      },
    ]);
  });

  it('a reply that nobody waits for ends the connection', () => {
    const [action] = talk(readyMachine(), '%begin 5 10 1');
    expect(action).toMatchObject({ type: 'defunct', reason: 'desync' });
  });
});

describe('gotcha 5: %pause and %continue inside of a block (control_write in control.c)', () => {
  it('are lifted out of the reply to refresh-client -A', () => {
    const machine = readyMachine();
    machine.next({ type: 'submit', requests: [request(1, { lifts: true })] });
    const actions = talk(machine, '%begin 5 10 1', '%continue %3', '%pause %4 x', '%end 5 10 1');
    expect(actions[0]).toEqual({
      type: 'notify',
      notification: { type: 'continue', paneId: '%3' },
    });
    expect(replies(actions)).toEqual([[1, [['%pause %4 x']]]]);
  });

  it('are text in any other block', () => {
    const machine = readyMachine();
    machine.next({ type: 'submit', requests: [request(1)] });
    const actions = talk(machine, '%begin 5 10 1', '%pause %3', '%end 5 10 1');
    expect(replies(actions)).toEqual([[1, [['%pause %3']]]]);
  });
});

describe('the end', () => {
  it.each([
    [line('%exit too far behind'), 'exit', 'too far behind'],
    [line('%session-changed $4 other'), 'moved', 'switched to session $4'],
    [{ type: 'overflow' } as const, 'desync', 'a line without end'],
    [{ type: 'process-ended', detail: 'SIGKILL' } as const, 'process-ended', 'SIGKILL'],
  ])('%j', (input, reason, detail) => {
    const machine = readyMachine();
    machine.next({ type: 'submit', requests: [request(7), request(8)] });
    expect(machine.next(input)).toEqual([{ type: 'defunct', reason, detail, unanswered: [7, 8] }]);
    // Silent from here on.
    expect(talk(machine, '%output %1 x', 'text')).toEqual([]);
    expect(machine.next({ type: 'submit', requests: [request(9)] })).toEqual([]);
  });

  it('hearing again of our own session is none', () => {
    expect(talk(readyMachine(), '%session-changed $0 renamed')).toEqual([]);
  });
});

it('passes on what it does not know, and goes on', () => {
  expect(talk(readyMachine(), '%brand-new 1', '%window-add @2', '%pause %1')).toEqual([
    { type: 'unknown-line', line: '%brand-new 1' },
    { type: 'notify', notification: { type: 'pause', paneId: '%1' } },
  ]);
});

it('never throws, whatever comes, and settles each request once, in order', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('%begin 1 1 1', '%end 1 1 1', '%error 1 1 1', '%begin 1 1 0', '%end 1 1 0'),
    fc.constantFrom('%session-changed $0 a', '%output %1 \\0', '%exit', '%pause %1', '%x'),
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(text, fc.constant(null)), { maxLength: 40 }), (steps) => {
      const machine = new ControlMachine();
      let id = 0;
      const settled: number[] = [];
      for (const step of steps) {
        const actions = machine.next(
          step === null ? { type: 'submit', requests: [request(++id)] } : line(step),
        );
        for (const action of actions) {
          if (action.type === 'reply') settled.push(action.id);
          if (action.type === 'defunct') settled.push(...action.unanswered);
        }
      }
      // In order, each once; and after the end, none is left out.
      const accepted = Array.from({ length: settled.length }, (_, index) => index + 1);
      expect(settled).toEqual(accepted);
    }),
  );
});
