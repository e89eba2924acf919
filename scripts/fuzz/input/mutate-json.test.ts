import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mutatedJson, mutatedJsonText } from './mutate-json.ts';

const SAMPLE = { type: 'user', message: { content: [{ text: 'hello' }] } };
const draw = <T>(from: fc.Arbitrary<T>) => fc.sample(from, { numRuns: 2_000, seed: 1 });

it('leaves the sample as it is, and makes many others of it', () => {
  const before = JSON.stringify(SAMPLE);
  const texts = new Set(draw(mutatedJson([SAMPLE])).map((value) => JSON.stringify(value)));
  expect(JSON.stringify(SAMPLE)).toBe(before);
  expect(texts.size).toBeGreaterThan(1_000);
  expect(texts.has(before)).toBe(true);
});

it('also makes texts that are no JSON, and some that are nested very deep', () => {
  const texts = draw(mutatedJsonText([SAMPLE])).map((bytes) => new TextDecoder().decode(bytes));
  const parsed = texts.map((text) => {
    try {
      return typeof JSON.parse(text);
    } catch {
      return 'none';
    }
  });
  expect(parsed.filter((kind) => kind === 'none').length).toBeGreaterThan(100);
  expect(parsed.filter((kind) => kind === 'object').length).toBeGreaterThan(1_000);
  expect(texts.some((text) => text.includes('[{"a":'.repeat(1_000)))).toBe(true);
});
