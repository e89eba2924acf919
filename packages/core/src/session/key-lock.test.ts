import { expect, test } from 'vitest';
import { settled } from '../testing/manual-clock.ts';
import { KeyLock } from './key-lock.ts';

test('one after the other, in the order of asking', async () => {
  const lock = new KeyLock();
  const order: string[] = [];
  const work = (name: string) => async () => {
    order.push(`${name} begins`);
    await settled();
    order.push(`${name} ends`);
    return name;
  };
  const all = Promise.all([lock.run(work('a')), lock.run(work('b')), lock.run(work('c'))]);
  expect(await all).toEqual(['a', 'b', 'c']);
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('work that fails rejects for its caller and lets the next one in', async () => {
  const lock = new KeyLock();
  const failed = lock.run(() => Promise.reject(new Error('no')));
  const next = lock.run(() => Promise.resolve('next'));
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('next');
});

test('is held while work runs or waits', async () => {
  const lock = new KeyLock();
  expect(lock.held).toBe(false);
  const first = lock.run(settled);
  const second = lock.run(settled);
  expect(lock.held).toBe(true);
  await first;
  expect(lock.held).toBe(true);
  await second;
  expect(lock.held).toBe(false);
  await lock.run(() => Promise.reject(new Error('no'))).catch(() => undefined);
  expect(lock.held).toBe(false);
});
