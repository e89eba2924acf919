import { samplePending, sampleSession, sampleSessionId } from '@aegis/client/testing';
import type { Pending, Session } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { dialogLines } from './dialog-lines.ts';
import { createKeyParser, type Key } from './parse-keys.ts';
import { stepWatch } from './step-watch.ts';
import { type Effect, initialState, type WatchInput, type WatchState } from './watch-state.ts';

const A = sampleSessionId(1);
const B = sampleSessionId(2);
const C = sampleSessionId(3);
const waiting = (id: string, pending: Partial<Pending> = {}, session: Partial<Session> = {}) =>
  sampleSession({
    id,
    name: id.slice(-1),
    status: 'bash_approval',
    pending: samplePending(pending),
    ...session,
  });

/** The machine with what is given done to it. */
class Machine {
  state: WatchState;
  effects: Effect[] = [];

  constructor(size = { columns: 80, rows: 24 }, showEnded = false) {
    this.state = initialState(size, { showEnded });
  }

  take(...inputs: WatchInput[]): this {
    for (const input of inputs) {
      const step = stepWatch(this.state, input);
      this.state = step.state;
      this.effects.push(...step.effects);
    }
    return this;
  }

  sessions(...sessions: Session[]): this {
    return this.take({ kind: 'sessions', sessions });
  }

  press(keys: string): this {
    return this.take(...createKeyParser()(keys).map((key) => ({ kind: 'key', key }) as const));
  }

  key(kind: Exclude<Key['kind'], 'char' | 'paste'>): this {
    return this.take({ kind: 'key', key: { kind } });
  }
}

const start = (...sessions: Session[]) => new Machine().sessions(...sessions);

describe('the list', () => {
  test('has those first that wait, the longest waiting at the top, and leaves out what has ended', () => {
    const late = { statusSince: '2026-01-02T03:05:00.000Z' };
    const machine = start(
      sampleSession({ id: A, createdAt: '2026-01-03T00:00:00.000Z' }),
      waiting(B, {}, late),
      waiting(C),
      sampleSession({ id: sampleSessionId(4), status: 'exited' }),
    );
    expect(machine.state.sessions.map(({ id }) => id)).toEqual([C, B, A]);
    expect(
      new Machine(undefined, true).sessions(sampleSession({ status: 'exited' })).state.sessions,
    ).toHaveLength(1);
  });

  test('keeps the selected session wherever it goes to', () => {
    const machine = start(sampleSession({ id: A }), sampleSession({ id: B })).key('down');
    const { selected } = machine.state;
    machine.take({ kind: 'session', session: waiting(selected === A ? B : A) });
    expect(machine.state.selected).toBe(selected);
    machine.take({ kind: 'session', session: waiting(selected ?? '') });
    expect(machine.state.selected).toBe(selected);
  });

  test('selects what comes to the place of one that is gone', () => {
    const machine = start(waiting(A), waiting(B), waiting(C)).key('down');
    machine.take({ kind: 'gone', sessionId: B });
    expect(machine.state.selected).toBe(C);
    machine.take({ kind: 'gone', sessionId: C }, { kind: 'gone', sessionId: A });
    expect(machine.state.selected).toBeNull();
    expect(machine.press('arsik\r').effects).toEqual([]);
  });
});

describe('approving', () => {
  test('takes a and then y, and names the dialog', () => {
    const machine = start(waiting(A)).press('a');
    expect(machine.effects).toEqual([]);
    expect(machine.state.mode).toMatchObject({ kind: 'approve', pending: { id: 'pen_1' } });
    machine.press('y');
    expect(machine.effects).toEqual([{ kind: 'approve', sessionId: A, requestId: 'pen_1' }]);
    expect(machine.state.mode.kind).toBe('table');
  });

  test.each(['n', '\u001b', 'q'])('is left with %j', (key) => {
    const machine = start(waiting(A)).press('a').press(key);
    expect(machine.state).toMatchObject({
      mode: { kind: 'table' },
      notice: { text: 'Nothing was approved.' },
    });
    expect(machine.effects).toEqual([]);
  });

  test('is over where another dialog has opened: a late y is for nothing', () => {
    const machine = start(waiting(A)).press('a');
    machine.take({
      kind: 'session',
      session: waiting(A, { id: 'pen_2', toolInput: { command: 'rm -rf /' } }),
    });
    expect(machine.state.mode.kind).toBe('table');
    expect(machine.state.notice?.text).toContain('no longer asks that');
    expect(machine.press('y').effects).toEqual([]);
  });

  test('is over where the session is gone, ended or answered elsewhere', () => {
    const answered = sampleSession({ id: A });
    const ended = sampleSession({ id: A, status: 'exited' });
    for (const session of [answered, ended]) {
      const machine = start(waiting(A)).press('a').take({ kind: 'session', session });
      expect(machine.state.mode.kind).toBe('table');
    }
    expect(start(waiting(A)).press('a').take({ kind: 'gone', sessionId: A }).state.mode.kind).toBe(
      'table',
    );
  });

  test('stays while others change', () => {
    const machine = start(waiting(A), sampleSession({ id: B })).press('a');
    machine.take({ kind: 'session', session: sampleSession({ id: B, status: 'working' }) });
    expect(machine.state.mode.kind).toBe('approve');
  });

  test('shows what the dialog says now, from its beginning, where that has changed', () => {
    const machine = new Machine({ columns: 40, rows: 8 })
      .sessions(waiting(A))
      .press('a')
      .key('end');
    const { mode } = machine.state;
    expect(mode.kind === 'approve' && mode.scroll).toBeGreaterThan(0);
    const same = waiting(A);
    machine.take({ kind: 'session', session: same });
    expect(machine.state.mode).toEqual(mode);
    machine.take({ kind: 'session', session: waiting(A, { toolInput: { command: 'other' } }) });
    expect(machine.state.mode).toMatchObject({
      scroll: 0,
      pending: { toolInput: { command: 'other' } },
    });
  });

  test('needs the end of what is approved to have been on the screen', () => {
    const command = `echo ${'x'.repeat(4000)}; rm -rf /`;
    const session = waiting(A, { toolInput: { command } });
    const machine = new Machine().sessions(session).press('a').press('y');
    expect(machine.effects).toEqual([]);
    expect(machine.state.notice?.text).toContain('There is more');
    machine.key('end').press('y');
    expect(machine.effects).toHaveLength(1);
    expect(dialogLines(session, session.pending ?? samplePending(), 80).join('')).toContain(
      command,
    );
  });

  test('begins anew on a terminal of another width', () => {
    const machine = new Machine({ columns: 40, rows: 8 })
      .sessions(waiting(A))
      .press('a')
      .key('end');
    machine.take({ kind: 'resize', size: { columns: 20, rows: 8 } }).press('y');
    expect(machine.effects).toEqual([]);
  });

  test.each<[string, Session, RegExp]>([
    ['nothing', sampleSession({ id: A }), /waits for nothing: it is idle/],
    ['something not known', sampleSession({ id: A, status: 'ask_question' }), /not known yet/],
    ['a question', waiting(A, { kind: 'question' }), /asks a question/],
  ])('%s says so', (_name, session, text) => {
    const machine = start(session).press('ay');
    expect(machine.state.mode.kind).toBe('table');
    expect(start(session).press('a').state.notice?.text).toMatch(text);
    expect(machine.effects).toEqual([]);
  });
});

describe('other keys', () => {
  test('r rejects the dialog that was shown, with feedback or without', () => {
    expect(start(waiting(A)).press('r\r').effects).toEqual([
      { kind: 'reject', sessionId: A, requestId: 'pen_1', feedback: null },
    ]);
    expect(start(waiting(A)).press('rno\u007fpe\r').effects).toEqual([
      { kind: 'reject', sessionId: A, requestId: 'pen_1', feedback: 'npe' },
    ]);
    const late = start(waiting(A)).press('rno');
    late.take({ kind: 'session', session: waiting(A, { id: 'pen_2' }) }).key('enter');
    expect(late.effects).toEqual([]);
  });

  test('s sends what is typed or pasted', () => {
    const machine = start(sampleSession({ id: A })).press('sq y\u001b[200~\nk\u001b[201~\r');
    expect(machine.effects).toEqual([{ kind: 'send', sessionId: A, text: 'q y\nk' }]);
    expect(start(sampleSession({ id: A })).press('s \r').effects).toEqual([]);
    expect(start(sampleSession({ id: A })).press('sx\u001b').state.notice?.text).toBe(
      'Nothing was sent.',
    );
  });

  test('k asks, and ends with y alone', () => {
    const kill = [{ kind: 'kill', sessionId: A }];
    expect(start(sampleSession({ id: A })).press('ky').effects).toEqual(kill);
    expect(start(sampleSession({ id: A })).press('kk').effects).toEqual([]);
    const gone = start(sampleSession({ id: A }))
      .press('k')
      .take({ kind: 'gone', sessionId: A });
    expect(gone.press('y').effects).toEqual([]);
  });

  test('i interrupts; q and Ctrl-C quit, Ctrl-C while typing too', () => {
    expect(start(sampleSession({ id: A })).press('i').effects).toEqual([
      { kind: 'interrupt', sessionId: A },
    ]);
    expect(start().press('q').effects).toEqual([{ kind: 'quit' }]);
    expect(start(sampleSession({ id: A })).press('sq\u0003').effects).toEqual([{ kind: 'quit' }]);
  });

  test('a paste is taken for no key', () => {
    const machine = start(waiting(A)).press('\u001b[200~ayqk\u001b[201~');
    expect(machine.effects).toEqual([]);
    expect(machine.state.mode.kind).toBe('table');
    machine.press('a').press('\u001b[200~y\u001b[201~');
    expect(machine.effects).toEqual([]);
  });

  test('Enter shows details, which scroll to their end and no further', () => {
    const machine = new Machine({ columns: 40, rows: 6 }).sessions(waiting(A)).key('enter');
    machine.key('end').key('end');
    const { mode } = machine.state;
    machine.key('down');
    expect(machine.state.mode).toEqual(mode);
    machine.press('a');
    expect(machine.state.mode.kind).toBe('approve');
  });
});
