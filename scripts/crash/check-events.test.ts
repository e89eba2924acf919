import type { AegisEvent } from '@aegis/protocol';
import { expect, test } from 'vitest';
import { checkEvents } from './check-events.ts';

const event = (id: number, messageId?: string) =>
  ({
    ...{ id, sessionId: 'ses_a', at: '2026-01-01T00:00:00.000Z' },
    ...(messageId === undefined
      ? { type: 'status-changed', data: {} }
      : { type: 'message-added', data: { message: { id: messageId } } }),
    // What is left out here is not looked at.
  }) as unknown as AegisEvent;

test('each once and in order, and each message told once: nothing is wrong', () => {
  const events = [event(1), event(2, 'm1'), event(4, 'm2')];
  const conversation = { id: 'ses_a', messages: [{ id: 'm1' }, { id: 'm2' }] };
  expect(checkEvents(events, events, [conversation])).toEqual({
    ...{ missed: [], repeated: [], untold: [], toldTwice: [] },
  });
});

test('what a stream has not brought in the end is missed too', () => {
  expect(checkEvents([event(1)], [event(1), event(2)], []).missed).toEqual([2]);
});

test('a gap, a repetition, a message that nobody told of, and one that was told twice', () => {
  const replayed = [event(1), event(2), event(3, 'm1'), event(4, 'm1')];
  const live = [event(1), event(3, 'm1'), event(3, 'm1'), event(4, 'm1')];
  const conversation = { id: 'ses_a', messages: [{ id: 'm1' }, { id: 'm2' }] };
  expect(checkEvents(live, replayed, [conversation])).toEqual({
    ...{ missed: [2], repeated: [3], untold: ['ses_a m2'], toldTwice: ['ses_a m1'] },
  });
});
