import { createMemoryStore } from '@aegis/store';
import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { thrownBy } from '../testing/thrown-by.ts';
import { Memory } from './memory.ts';

describe('the shared state', () => {
  let clock: ManualClock;
  let memory: Memory;
  let store: ReturnType<typeof createMemoryStore>;
  beforeEach(() => {
    clock = new ManualClock();
    store = createMemoryStore();
    memory = new Memory(store, clock);
  });

  test('gives back what was set, by key', () => {
    memory.set({ key: 'b', value: { deep: [1, null] } });
    memory.set({ key: 'a/x', value: 'one' });
    memory.set({ key: 'a/y', value: false });
    expect(memory.get('b').value).toEqual({ deep: [1, null] });
    expect(memory.list().map(({ key }) => key)).toEqual(['a/x', 'a/y', 'b']);
    expect(memory.list('a/').map(({ value }) => value)).toEqual(['one', false]);
  });

  test('replaces, and says when', async () => {
    memory.set({ key: 'k', value: 1 });
    await clock.advance(1_000);
    const entry = memory.set({ key: 'k', value: 2 });
    expect(entry).toMatchObject({ value: 2, expiresAt: null });
    expect(Date.parse(entry.updatedAt)).toBe(clock.now());
  });

  test('forgets after its time', async () => {
    memory.set({ key: 'k', value: 1, ttlSeconds: 2 });
    await clock.advance(1_999);
    expect(memory.get('k').value).toBe(1);
    await clock.advance(1);
    expect(await thrownBy(() => memory.get('k'))).toMatchObject({ code: 'memory_not_found' });
    expect(memory.list()).toEqual([]);
  });

  test('deletes once', async () => {
    memory.set({ key: 'k', value: null });
    expect(memory.get('k').value).toBe(null);
    memory.delete('k');
    expect(await thrownBy(() => memory.delete('k'))).toMatchObject({ code: 'memory_not_found' });
  });

  test('never shows or touches what core keeps for itself', async () => {
    store.setKey({ key: 'core.hook-port', value: 1, at: 0, expiresAt: null });
    expect(memory.list()).toEqual([]);
    expect(await thrownBy(() => memory.get('core.hook-port'))).toMatchObject({
      code: 'memory_not_found',
    });
    memory.set({ key: 'core.hook-port', value: 2 });
    expect(store.getKey('core.hook-port', 0)?.value).toBe(1);
  });
});
