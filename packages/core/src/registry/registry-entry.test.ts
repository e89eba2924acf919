import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRegistryFile } from './registry-entry.ts';

describe('parseRegistryFile', () => {
  const file = {
    pid: 4711,
    sessionId: 'c',
    cwd: '/work',
    startedAt: 1,
    procStart: '123',
    version: '2.1.330',
    kind: 'interactive',
    status: 'busy',
    waitingFor: null,
    statusUpdatedAt: 1_753_000_000_000,
  };

  test('reads a whole file', () => {
    expect(parseRegistryFile(JSON.stringify(file))).toEqual({
      pid: 4711,
      claudeSessionId: 'c',
      processStart: '123',
      version: '2.1.330',
      status: 'busy',
      waitingFor: null,
      changedAt: 1_753_000_000_000,
    });
  });

  test.each(['1e999', '0.5', '"4711"'])('a file whose pid is %s says nothing', (pid) => {
    expect(parseRegistryFile(JSON.stringify(file).replace('4711', pid))).toBeNull();
  });

  test('the time of the status, or of all that it says where that is all there is', () => {
    const changedAt = (more: object) =>
      parseRegistryFile(JSON.stringify({ ...file, ...more }))?.changedAt;
    expect(changedAt({ updatedAt: 1_753_000_000_999 })).toBe(1_753_000_000_000);
    expect(changedAt({ updatedAt: 1_753_000_000_999, statusUpdatedAt: undefined })).toBe(
      1_753_000_000_999,
    );
  });

  test.each([-1, 0.5, 8.64e15 + 1, 1e300, -8.64e15])('%s is no time that can be told', (at) => {
    const text = JSON.stringify({ ...file, statusUpdatedAt: at, updatedAt: at });
    expect(parseRegistryFile(text)?.changedAt).toBeNull();
  });

  test('what it does not know is null', () => {
    expect(parseRegistryFile('{"pid":1,"status":"dreaming","version":2}')).toEqual({
      pid: 1,
      claudeSessionId: null,
      processStart: null,
      version: null,
      status: null,
      waitingFor: null,
      changedAt: null,
    });
  });

  test('a file cut off at any byte is none', () => {
    const text = JSON.stringify(file);
    for (let length = 0; length < text.length; length += 1) {
      expect(parseRegistryFile(text.slice(0, length))).toBeNull();
    }
  });

  test('never throws', () => {
    const text = fc.oneof(fc.string(), fc.json());
    fc.assert(
      fc.property(text, (anything) => {
        parseRegistryFile(anything);
      }),
    );
  });
});
