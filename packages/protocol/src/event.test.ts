import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { EVENT_TYPES, eventSchema } from './event.ts';
import { sampleEvents, sampleSession } from './testing/samples.ts';
import { sessionSchema } from './session.ts';

describe('events', () => {
  test('each type goes over the wire and comes back the same', () => {
    expect(sampleEvents).toHaveLength(EVENT_TYPES.length);
    for (const event of sampleEvents) {
      expect(v.parse(eventSchema, JSON.parse(JSON.stringify(event)))).toEqual(event);
    }
  });

  test('types are unique words joined by hyphens', () => {
    expect(new Set(EVENT_TYPES).size).toBe(EVENT_TYPES.length);
    for (const type of EVENT_TYPES) expect(type).toMatch(/^[a-z]+(?:-[a-z]+)+$/);
  });

  test.each([
    { id: 1.5 },
    { id: '1' },
    { at: 'now' },
    { sessionId: 'x' },
    { type: 'status-guessed' },
    { data: { from: 'idle', to: 'busy', statusText: null } },
  ])('is none with %j', (change) => {
    const [, event] = sampleEvents;
    expect(v.is(eventSchema, { ...(event as object), ...change })).toBe(false);
  });

  test('fields that a newer server adds are dropped', () => {
    const [first] = sampleEvents;
    expect(v.parse(eventSchema, { ...(first as object), later: true })).toEqual(first);
  });
});

describe('a session', () => {
  test('says null where it does not know, and leaves nothing out', () => {
    for (const key of Object.keys(sampleSession)) {
      const rest = Object.fromEntries(
        Object.entries(sampleSession).filter(([name]) => name !== key),
      );
      expect([key, v.is(sessionSchema, rest)]).toEqual([key, false]);
    }
    const blank = { ...sampleSession, pending: null, lastTurn: null, pid: null, windowId: null };
    expect(v.is(sessionSchema, blank)).toBe(true);
  });
});
