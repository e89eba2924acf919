import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCaseLog } from './case-log.ts';
import { promise, type Door } from './door.ts';
import { runDoor, type DoorRun } from './run-door.ts';
import { toyDoor } from './testing/toy-door.ts';

let folder: string;
let run: DoorRun;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aegis-fuzz-test-'));
  const onProgress = () => undefined;
  run = {
    cases: 2_000,
    seed: 1,
    from: 0,
    only: null,
    input: null,
    logPath: join(folder, 'case'),
    onProgress,
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

const doorOf = (check: (number: number) => boolean): Door<number> => ({
  name: 'numbers',
  about: 'numbers',
  share: 1,
  open: () =>
    Promise.resolve({
      inputs: fc.nat(1_000_000),
      check: (number) => {
        promise(check(number), 'small');
        return number % 2 === 0 ? 'accepted' : 'rejected';
      },
    }),
});

describe('a door', () => {
  it('counts what became of its cases', async () => {
    const tally = await runDoor(
      doorOf(() => true),
      run,
    );
    expect(tally).toMatchObject({ cases: 2_000, failure: null });
    expect(tally.accepted + tally.rejected).toBe(2_000);
    expect(tally.accepted).toBeGreaterThan(500);
    expect(readCaseLog(run.logPath)).toEqual({ slice: 0, run: 1_999, input: null });
  });

  it('names the smallest input that fails, and how to see it fail again', async () => {
    const door = doorOf((number) => number < 777_777);
    const { failure } = await runDoor(door, run);
    expect(failure).toMatchObject({ kind: 'broken', input: '777777' });
    const path = failure?.again.at(-1);
    const again = await runDoor(door, { ...run, only: { slice: 0, path } });
    expect(again.failure?.input).toBe('777777');
    expect(again.cases).toBeLessThan(2);
  });

  it('follows the coverage to a fault that chance does not find', async () => {
    // Drawn slices first, then guided ones, in turn.
    const { failure, guided } = await runDoor(toyDoor, { ...run, seed: 3, cases: 200_000 });
    expect(guided).toBeGreaterThan(0);
    expect(failure).toMatchObject({ kind: 'broken', input: '"fuz"' });
    const input = new Uint8Array(Buffer.from(failure?.again.at(-1) ?? '', 'base64'));
    const again = await runDoor(toyDoor, { ...run, input });
    expect(again.failure?.what).toContain('the fault');
  });

  it('fails where it holds more and more', async () => {
    const kept: unknown[] = [];
    const door = doorOf(() => kept.push(new Array(3_000).fill(0).map(Math.random)) > 0);
    const tally = await runDoor(door, { ...run, cases: 12_000 });
    expect(tally.failure?.kind).toBe('grown');
  });
});
