import { expect, it } from 'vitest';
import { SerialQueue } from './serial-queue.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it('runs the tasks of one key one after the other, and of two keys at once', async () => {
  const queue = new SerialQueue<string>();
  const log: string[] = [];
  const task = (name: string) => async () => {
    log.push(`${name} starts`);
    await turn();
    log.push(`${name} ends`);
  };
  await Promise.all([
    queue.run('a', task('1')),
    queue.run('a', task('2')),
    queue.run('b', task('3')),
  ]);
  expect(log.indexOf('1 ends')).toBeLessThan(log.indexOf('2 starts'));
  expect(log.indexOf('3 starts')).toBeLessThan(log.indexOf('1 ends'));
  expect(log).toHaveLength(6);
});

it('goes on after a task that failed, whose caller alone hears of it', async () => {
  const queue = new SerialQueue<string>();
  const failing = queue.run('a', () => Promise.reject(new Error('no')));
  const next = queue.run('a', () => Promise.resolve('yes'));
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe('yes');
});
