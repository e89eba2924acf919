import { AegisError, type CreateSessionBody, type Session } from '@aegis/protocol';
import { StoreError } from '@aegis/store';
import { describe, expect, test } from 'vitest';
import { silentLogger } from '../ports/logger.ts';
import { createBatch } from './create-batch.ts';

/** What it would be started with tells which it was. */
const started = (request: CreateSessionBody) => request as unknown as Session;
const item = (name: string) => ({ workDir: '/w', name });

describe('a batch', () => {
  test('has one result for each, in order, whichever is ready first', async () => {
    const waits: (() => void)[] = [];
    const batch = createBatch(
      { sessions: ['a', 'b', 'c'].map(item), concurrency: 3 },
      async (request) => {
        await new Promise<void>((resolve) => void waits.push(resolve));
        return started(request);
      },
      silentLogger,
    );
    for (const ready of waits.reverse()) {
      ready();
      await Promise.resolve();
    }
    const { results, ...counts } = await batch;
    expect(counts).toEqual({ created: 3, failed: 0 });
    expect(results).toEqual(['a', 'b', 'c'].map((name) => ({ ok: true, session: item(name) })));
  });

  test('one failure hurts no other, and says what it is', async () => {
    const sessions = [
      item('a'),
      { workDir: 7, x: 1 },
      item('full'),
      null,
      [],
      item('odd'),
      item('b'),
    ];
    const { results, created, failed } = await createBatch(
      { sessions },
      (request) => {
        if (request.name === 'full') throw new StoreError('full', 'The disk is full.');
        if (request.name === 'odd') return Promise.reject(new Error('secret insides'));
        return Promise.resolve(started(request));
      },
      silentLogger,
    );
    expect({ created, failed }).toEqual({ created: 2, failed: 5 });
    expect(results.map((result) => (result.ok ? 'ok' : result.error.code))).toEqual([
      'ok',
      'invalid_request',
      'store_failed',
      'invalid_request',
      'invalid_request',
      'internal',
      'ok',
    ]);
    expect(JSON.stringify(results)).not.toContain('secret');
    expect(results[1]).toMatchObject({
      error: {
        details: { issues: [{ path: 'workDir' }, { path: 'x', message: 'unknown field' }] },
      },
    });
  });

  test.each([
    [undefined, 4],
    [1, 1],
    [50, 9],
  ])('starts at most so many at a time: concurrency %s', async (concurrency, most) => {
    let running = 0;
    let highest = 0;
    await createBatch(
      {
        sessions: Array.from({ length: 9 }, () => item('x')),
        ...(concurrency === undefined ? {} : { concurrency }),
      },
      async (request) => {
        highest = Math.max(highest, (running += 1));
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        if (highest % 2 === 0) throw new AegisError('workdir_missing', 'gone');
        return started(request);
      },
      silentLogger,
    );
    expect(highest).toBe(most);
  });
});
