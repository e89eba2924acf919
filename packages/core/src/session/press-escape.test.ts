import { AegisError, type SessionStatus } from '@aegis/protocol';
import { beforeEach, expect, test } from 'vitest';
import { ManualClock, settled } from '../testing/manual-clock.ts';
import { samplePending } from '../testing/sample-dialog.ts';
import { KeyLock } from './key-lock.ts';
import { escape, interrupt, type PressedSession } from './press-escape.ts';
import { Waiters } from './waiters.ts';

let clock: ManualClock;
let waiters: Waiters;
let session: PressedSession;
let pressed: number;
/** What an Escape does, by its number from 1. */
let onEscape: (press: number) => void;

beforeEach(() => {
  clock = new ManualClock();
  waiters = new Waiters(clock);
  pressed = 0;
  onEscape = () => undefined;
  session = {
    hasEnded: false,
    record: { status: 'working', pending: null },
    keys: new KeyLock(),
    state: { waiters },
    handle: {
      press: () => {
        pressed += 1;
        onEscape(pressed);
        waiters.check();
        return Promise.resolve();
      },
    },
    exitedError: () => new AegisError('session_exited', 'It has ended.'),
  };
});

const becomes = (status: SessionStatus) => () => {
  session.record.status = status;
};

test('one Escape, and its effect seen', async () => {
  onEscape = becomes('idle');
  expect(await interrupt(session)).toEqual({ ok: true, status: 'idle' });
  expect(pressed).toBe(1);
});

test('a key that was dropped is pressed again', async () => {
  onEscape = (press) => {
    if (press === 2) becomes('idle')();
  };
  const result = interrupt(session);
  await clock.advance(2_500);
  expect(await result).toEqual({ ok: true, status: 'idle' });
  expect(pressed).toBe(2);
});

test('without an effect it is said, and no key more than three is pressed', async () => {
  const result = interrupt(session);
  await clock.advance(20_000);
  expect(await result).toEqual({ ok: false, status: 'working' });
  expect(pressed).toBe(3);
});

test('nothing is pressed where nothing is to stop: a second Escape would open the rewind menu', async () => {
  session.record.status = 'idle';
  expect(await interrupt(session)).toEqual({ ok: true, status: 'idle' });
  expect(await escape(session)).toEqual({ ok: true, status: 'idle' });
  expect(pressed).toBe(0);
});

test('a turn that ended by itself while the lock was waited for gets no key', async () => {
  let free: () => void = () => undefined;
  const held = session.keys.run(() => new Promise<void>((resolve) => (free = resolve)));
  const result = interrupt(session);
  await settled();
  becomes('idle')();
  free();
  await held;
  expect(await result).toEqual({ ok: true, status: 'idle' });
  expect(pressed).toBe(0);
});

test.each(['trust', 'dialog'] as const)(
  'a %s belongs to no turn, and is left alone',
  async (kind) => {
    session.record.pending = samplePending({ kind });
    expect(await interrupt(session)).toEqual({ ok: false, status: 'working' });
    expect(pressed).toBe(0);
  },
);

test('one that has ended refuses', async () => {
  const ended = { ...session, hasEnded: true };
  await expect(interrupt(ended)).rejects.toMatchObject({ code: 'session_exited' });
  await expect(escape(ended)).rejects.toMatchObject({ code: 'session_exited' });
});
