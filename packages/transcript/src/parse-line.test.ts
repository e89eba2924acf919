import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLine } from './parse-line.ts';
import { toMessages } from './to-messages.ts';
import { liveBranch } from './live-branch.ts';
import { turnEnd } from './turn-effect.ts';
import { createUsageCounter } from './usage-counter.ts';
import { findPrompt } from './find-prompt.ts';
import { lastAssistantText } from './last-assistant-text.ts';
import { fixtureEntries } from './testing/fixture.ts';

describe('parseLine', () => {
  it('reads the base fields and keeps the whole object', () => {
    const raw = {
      type: 'user',
      uuid: 'u1',
      parentUuid: 'u0',
      sessionId: 's',
      timestamp: '2026-11-22T17:55:52.301Z',
      isSidechain: true,
      brandNew: { kept: true },
    };
    const line = `${JSON.stringify(raw)}\n`;
    expect(parseLine(new TextEncoder().encode(line), 10, 10 + line.length)).toEqual({
      type: 'user',
      uuid: 'u1',
      parentUuid: 'u0',
      logicalParentUuid: null,
      sessionId: 's',
      timestamp: '2026-11-22T17:55:52.301Z',
      isSidechain: true,
      raw,
      start: 10,
      end: 10 + line.length,
    });
  });

  it('keeps a type that it does not know', () => {
    expect(parseLine('{"type":"api-request-shape","x":1}', 0, 1)).toMatchObject({
      type: 'api-request-shape',
      raw: { x: 1 },
    });
    expect(parseLine('{"x":1}', 0, 1).type).toBe('unknown');
  });

  it('takes a field of another kind for one that is missing', () => {
    const line = '{"type":7,"uuid":{},"parentUuid":1,"timestamp":"yesterday","isSidechain":"no"}';
    expect(parseLine(line, 0, 1)).toMatchObject({
      type: 'unknown',
      uuid: null,
      parentUuid: null,
      timestamp: null,
      isSidechain: false,
    });
  });

  it.each([
    ['{"type":"user"', 'not_json'],
    ['', 'not_json'],
    ['[1]', 'not_an_object'],
    ['null', 'not_an_object'],
    ['"text"', 'not_an_object'],
  ])('makes an invalid entry of %s', (line, problem) => {
    expect(parseLine(line, 3, 9)).toMatchObject({
      type: 'invalid',
      raw: { raw: line, problem },
      start: 3,
      end: 9,
    });
  });

  it('makes an invalid entry of what is nested too deep to be written again', () => {
    const line = `{"type":"user","a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
    expect(parseLine(line, 0, 1)).toMatchObject({ type: 'invalid', raw: { problem: 'too_deep' } });
  });

  it('keeps the beginning of an invalid line only', () => {
    expect(parseLine('x'.repeat(5_000), 0, 5_001).raw['raw']).toBe('x'.repeat(1_000));
  });
});

describe('whatever stands in a transcript', () => {
  const useAll = (entries: ReturnType<typeof parseLine>[]): void => {
    const counter = createUsageCounter();
    for (const entry of entries) {
      toMessages(entry);
      turnEnd(entry);
      counter.add(entry);
    }
    liveBranch(entries);
    lastAssistantText(entries);
    findPrompt(entries, 'x');
    const { costUsd, ...counts } = counter.total();
    expect(costUsd).toBeNull();
    expect(Object.values(counts).every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(
      true,
    );
  };

  it('is never thrown on: random bytes and random JSON', () => {
    const line = fc.oneof(fc.uint8Array(), fc.string(), fc.json());
    fc.assert(
      fc.property(fc.array(line), (lines) => useAll(lines.map((one) => parseLine(one, 0, 1)))),
    );
  });

  it('is never thrown on: real entries with any field replaced', () => {
    const real = fixtureEntries();
    const mutation = fc.record({
      index: fc.nat(real.length - 1),
      place: fc.infiniteStream(fc.nat(50)),
      value: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 8 }), (mutations) => {
        const raws = real.map(({ raw }) => structuredClone(raw));
        for (const { index, place, value } of mutations)
          replaceSomewhere(raws[index], place, value);
        useAll(raws.map((raw) => parseLine(JSON.stringify(raw), 0, 1)));
      }),
    );
  });
});

/** Walks into the object by the numbers of `place` and puts `value` there. */
function replaceSomewhere(target: unknown, place: Iterator<number>, value: unknown): void {
  let at = target;
  for (let depth = 0; depth < 6; depth += 1) {
    if (typeof at !== 'object' || at === null) return;
    const keys = Object.keys(at);
    const key = keys[Number(place.next().value) % Math.max(1, keys.length)];
    if (key === undefined) return;
    const next: unknown = Reflect.get(at, key);
    if (typeof next !== 'object' || next === null || Number(place.next().value) % 3 === 0) {
      Reflect.set(at, key, value);
      return;
    }
    at = next;
  }
}
