import { expect, it, vi } from 'vitest';

vi.mock('better-sqlite3', () => {
  throw new Error('native code was asked for');
});

it('loads no native code from the root entry', async () => {
  const { createMemoryStore } = await import('./index.ts');
  expect(createMemoryStore().lastEventId()).toBe(0);
  await expect(import('./sqlite/index.ts')).rejects.toThrow();
});
