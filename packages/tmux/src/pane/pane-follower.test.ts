import { describe, expect, it } from 'vitest';
import type { CapturedPane } from './follower-types.ts';
import type { FollowerAction, FollowerInput, PaneFacts } from './follower-types.ts';
import { PaneFollower } from './pane-follower.ts';

const NOTHING = new Uint8Array(0);
const output = (bytes: string | number[]): FollowerInput => ({
  type: 'output',
  bytes: typeof bytes === 'string' ? Buffer.from(bytes) : Uint8Array.from(bytes),
});
const facts = (changes: Partial<PaneFacts> = {}): FollowerInput => ({
  type: 'listed',
  facts: {
    ...{ cols: 10, rows: 2, dead: false },
    ...{ exitStatus: null, exitSignal: null, statusKnown: false },
    ...changes,
  },
});

function captured(changes: Partial<CapturedPane> = {}): CapturedPane {
  return {
    capture: {
      cols: 10,
      rows: 2,
      lines: ['a', ''],
      wrapped: [false, false],
      cursor: { x: 1, y: 0, visible: true },
      alternate: false,
      title: '',
    },
    restore: NOTHING,
    pending: NOTHING,
    ...{ dead: false, exitStatus: null, exitSignal: null, statusKnown: false },
    ...changes,
  };
}

/** Short forms: `capture 2`, `capture 2 resume`, `reset opened`, `output ab`, `exited 3 null`, `gone pane_closed`, `answer`. */
function shown(action: FollowerAction): string {
  if (action.type === 'capture')
    return `capture ${action.attempt}${action.resume ? ' resume' : ''}`;
  if (action.type === 'answer') return 'answer';
  const { event } = action;
  switch (event.type) {
    case 'output':
      return `output ${Buffer.from(event.bytes).toString('latin1')}`;
    case 'reset':
    case 'gone':
      return `${event.type} ${event.reason}`;
    case 'exited':
      return `exited ${event.status} ${event.signal}`;
  }
}

class Talk {
  readonly follower = new PaneFollower();

  take(...inputs: FollowerInput[]): string[] {
    return inputs.flatMap((input) => this.follower.next(input).map(shown));
  }

  /** Both replies of one attempt with nothing between. */
  reply(attempt: number, changes?: Partial<CapturedPane>): string[] {
    return this.take(
      { type: 'capture-begun', attempt },
      { type: 'captured', attempt, captured: captured(changes) },
    );
  }
}

function liveTalk(): Talk {
  const talk = new Talk();
  talk.take({ type: 'start' });
  talk.take(output('x'));
  talk.reply(1);
  return talk;
}

describe('start', () => {
  it('ends any pause, drops output until the capture, then passes it on', () => {
    const talk = new Talk();
    expect(talk.take({ type: 'start' })).toEqual(['capture 1 resume']);
    expect(talk.take(output('before'))).toEqual([]);
    expect(talk.reply(1)).toEqual(['reset opened']);
    expect(talk.take(output('after'))).toEqual(['output after']);
  });

  it('takes the capture again when output fell between its replies', () => {
    const talk = new Talk();
    talk.take({ type: 'start' }, { type: 'capture-begun', attempt: 1 }, output('between'));
    expect(talk.take({ type: 'captured', attempt: 1, captured: captured() })).toEqual([
      'capture 2',
    ]);
    expect(talk.reply(2)).toEqual(['reset opened']);
  });

  it('takes it again when the replies did not fit together', () => {
    const talk = new Talk();
    talk.take({ type: 'start' });
    expect(talk.take({ type: 'capture-failed', attempt: 1 })).toEqual(['capture 2']);
  });
});

describe('what is unfinished at the fence', () => {
  it('an escape sequence: its start follows the reset', () => {
    const talk = new Talk();
    talk.take({ type: 'start' }, output('x'));
    expect(talk.reply(1, { pending: Buffer.from('\u001b[3') })).toEqual([
      'reset opened',
      'output \u001b[3',
    ]);
  });

  it('modes come first', () => {
    const talk = new Talk();
    talk.take({ type: 'start' }, output('x'));
    expect(talk.reply(1, { restore: Buffer.from('M'), pending: Buffer.from('P') })).toEqual([
      'reset opened',
      'output MP',
    ]);
  });

  it('a character whose start was seen: its start follows the reset', () => {
    const talk = new Talk();
    talk.take({ type: 'start' }, output([0x61, 0xe6]), output([0xbc]));
    expect(talk.reply(1)).toEqual(['reset opened', 'output \u00e6\u00bc']);
    expect(talk.take(output([0xa2]))).toEqual(['output \u00a2']);
  });

  it('a character whose start nobody saw: the capture is taken again behind it', () => {
    const talk = new Talk();
    talk.take({ type: 'start' });
    expect(talk.reply(1)).toEqual(['reset opened']);
    expect(talk.take(output([0xbc, 0xa2, 0x61]))).toEqual(['capture 2']);
    expect(talk.reply(2)).toEqual(['reset opened']);
    expect(talk.take(output('b'))).toEqual(['output b']);
  });

  it('a program that writes no UTF-8 is passed on as it is', () => {
    const talk = liveTalk();
    expect(talk.take(output([0xbc]), output([0xa2]))).toEqual(['output \u00bc', 'output \u00a2']);
  });
});

describe('bytes that were lost', () => {
  it('to a pause: go on, then capture', () => {
    const talk = liveTalk();
    expect(talk.take({ type: 'paused' })).toEqual(['capture 2 resume']);
    expect(talk.take(output('late'))).toEqual([]);
    expect(talk.reply(2)).toEqual(['reset paused']);
  });

  it('to a pause while a capture is under way: its replies are not used', () => {
    const talk = liveTalk();
    expect(talk.take({ type: 'asked' }, { type: 'paused' })).toEqual([
      'capture 2',
      'capture 3 resume',
    ]);
    expect(talk.reply(2)).toEqual([]);
    expect(talk.reply(3)).toEqual(['reset paused', 'answer']);
  });

  it('to a reconnection', () => {
    const talk = liveTalk();
    expect(talk.take({ type: 'disconnected' })).toEqual([]);
    expect(talk.take({ type: 'connected' }, output('x'))).toEqual(['capture 3']);
    expect(talk.reply(3)).toEqual(['reset reconnected']);
  });

  it('before the first reset: it stays the first', () => {
    const talk = new Talk();
    talk.take({ type: 'start' }, { type: 'disconnected' });
    expect(talk.take({ type: 'connected' })).toEqual(['capture 3']);
    expect(talk.reply(3)).toEqual(['reset opened']);
  });
});

describe('asked', () => {
  it('output flows on until the capture', () => {
    const talk = liveTalk();
    expect(talk.take({ type: 'asked' }, output('on'))).toEqual(['capture 2', 'output on']);
    expect(talk.reply(2)).toEqual(['reset asked', 'answer']);
  });

  it('while disconnected is answered after the reconnection', () => {
    const talk = liveTalk();
    expect(talk.take({ type: 'disconnected' }, { type: 'asked' })).toEqual([]);
    const [capture] = talk.take({ type: 'connected' });
    expect(capture).toBe('capture 4');
    expect(talk.reply(4)).toEqual(['reset reconnected', 'answer']);
  });

  it('twice: both are answered by a capture from after the second', () => {
    const talk = liveTalk();
    expect(talk.take({ type: 'asked' }, { type: 'asked' })).toEqual(['capture 2', 'capture 3']);
    expect(talk.reply(2)).toEqual([]);
    expect(talk.reply(3)).toEqual(['reset asked', 'answer']);
  });
});

describe('listings', () => {
  it('with nothing new say nothing', () => {
    expect(liveTalk().take(facts())).toEqual([]);
  });

  it('another size: a capture of the new one', () => {
    const talk = liveTalk();
    expect(talk.take(facts({ cols: 20 }), output('old size'))).toEqual(['capture 2']);
    expect(talk.reply(2)).toEqual(['reset resized']);
  });

  it('gotcha 24: the end of the program, once, behind its last screen (control_write_pending in control.c)', () => {
    const talk = liveTalk();
    const dead = facts({ dead: true, exitStatus: 3, statusKnown: true });
    expect(talk.take(facts({ dead: true }))).toEqual([]);
    expect(talk.take(dead)).toEqual(['capture 2']);
    const end = { dead: true, exitStatus: 3, statusKnown: true };
    expect(talk.reply(2, end)).toEqual(['reset exited', 'exited 3 null']);
    expect(talk.take(dead)).toEqual([]);
  });

  it('a program that had ended before: first its screen', () => {
    const talk = new Talk();
    talk.take({ type: 'start' });
    expect(talk.reply(1, { dead: true, exitSignal: 9, statusKnown: true })).toEqual([
      'reset opened',
      'exited null 9',
    ]);
  });

  it('no such pane: the last event', () => {
    const talk = liveTalk();
    expect(talk.take({ type: 'listed', facts: null })).toEqual(['gone pane_closed']);
    expect(talk.take(output('x'), { type: 'server-lost' }, { type: 'asked' })).toEqual([]);
  });
});

it('the server’s end is the last event', () => {
  const talk = liveTalk();
  expect(talk.take({ type: 'server-lost' }, output('x'))).toEqual(['gone server_lost']);
});
