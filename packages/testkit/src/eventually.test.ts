import { expect, test } from 'vitest';
import { eventually } from './eventually.ts';

test('gives the first truthy answer', async () => {
  let count = 0;
  const answer = await eventually('three', () => (++count === 3 ? { count } : null), {
    everyMs: 1,
  });
  expect(answer).toEqual({ count: 3 });
});

test('tries again after an error', async () => {
  let count = 0;
  const probe = () => {
    count += 1;
    if (count < 3) throw new Error('not yet');
    return Promise.resolve('there');
  };
  expect(await eventually('it', probe, { everyMs: 1 })).toBe('there');
});

test('says what was waited for, and the last answer', async () => {
  const waiting = eventually('a pane', () => 0, { timeoutMs: 20, everyMs: 5 });
  await expect(waiting).rejects.toMatchObject({
    code: 'timed_out',
    message: 'Not seen within 20 ms: a pane; the last value was 0',
  });
});

test('says the last error', async () => {
  const cause = new Error('refused');
  const waiting = eventually('it', () => Promise.reject(cause), { timeoutMs: 5, everyMs: 5 });
  await expect(waiting).rejects.toMatchObject({ code: 'timed_out', cause });
});
