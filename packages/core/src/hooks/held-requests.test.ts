import { describe, expect, test } from 'vitest';
import { HeldRequests } from './held-requests.ts';
import { toHookCall } from './hook-body.ts';

const never = () => new AbortController().signal;
const request = (id: string) => ({ id, since: 1, call: toHookCall('PermissionRequest', {}) });
const allow = { behavior: 'allow' } as const;

describe('HeldRequests', () => {
  test('lists the oldest first, and gives a decision to its own request', async () => {
    const held = new HeldRequests();
    const first = held.hold(request('a'), never());
    const second = held.hold(request('b'), never());
    expect(held.list().map(({ id }) => id)).toEqual(['a', 'b']);
    expect(held.get('b')).toMatchObject({ id: 'b', since: 1 });
    expect(held.decide('b', allow)).toBe(true);
    expect(await second).toEqual(allow);
    expect(held.list().map(({ id }) => id)).toEqual(['a']);
    held.releaseAll();
    expect(await first).toBeNull();
  });

  test('a decision is taken once', async () => {
    const held = new HeldRequests();
    const decision = held.hold(request('a'), never());
    expect(held.decide('a', allow)).toBe(true);
    expect(held.decide('a', { behavior: 'deny' })).toBe(false);
    expect(held.decide('unknown', allow)).toBe(false);
    expect(await decision).toEqual(allow);
  });

  test('hanging up lets go of the request, and nobody can decide it any more', async () => {
    const held = new HeldRequests();
    const hangUp = new AbortController();
    const decision = held.hold(request('a'), hangUp.signal);
    hangUp.abort();
    expect(await decision).toBeNull();
    expect(held.get('a')).toBeNull();
    expect(held.decide('a', allow)).toBe(false);
  });

  test('whoever had hung up before is not held', async () => {
    const held = new HeldRequests();
    expect(await held.hold(request('a'), AbortSignal.abort())).toBeNull();
    expect(held.list()).toEqual([]);
  });

  test('lets go of all but the open ones', async () => {
    const held = new HeldRequests();
    const [a, b] = [held.hold(request('a'), never()), held.hold(request('b'), never())];
    held.releaseExcept(['b', 'elsewhere']);
    expect(await a).toBeNull();
    expect(held.list().map(({ id }) => id)).toEqual(['b']);
    held.releaseAll();
    expect(await b).toBeNull();
  });
});
