import { describe, expect, test } from 'vitest';
import { fieldsOf, limitWords, objectsIn, typeWords } from './schema-words.ts';

describe('a schema in words', () => {
  test.each([
    [{ type: 'string' }, 'string'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string or null'],
    [{ enum: ['a', 'b', 'c'] }, '"a", "b" or "c"'],
    [{ const: true }, 'true'],
    [{ type: 'array', items: { type: 'number' } }, 'list of number'],
    [{ type: 'array' }, 'list of anything'],
    [{ allOf: [{ type: 'string' }, { type: 'string' }] }, 'string'],
    [{}, 'anything'],
    [true, 'anything'],
  ] as const)('%j', (schema, words) => {
    expect(typeWords(JSON.parse(JSON.stringify(schema)) as Parameters<typeof typeWords>[0])).toBe(
      words,
    );
  });

  test.each([
    [{ minimum: 1, maximum: 5 }, '1 to 5'],
    [{ maxLength: 64 }, 'at most 64 characters'],
    [{ minItems: 1 }, 'at least 1 items'],
    [{ minLength: 1, pattern: '^a' }, 'at least 1 characters; matches ^a'],
    [{}, ''],
  ])('the limits of %j', (schema, words) => {
    expect(limitWords(schema)).toBe(words);
  });

  test('its fields, and the objects inside of it', () => {
    const object = {
      type: 'object' as const,
      properties: { a: { type: 'string' as const }, b: {} },
      required: ['b'],
    };
    expect(fieldsOf(object).map(({ name, isRequired }) => [name, isRequired])).toEqual([
      ['a', false],
      ['b', true],
    ]);
    expect(objectsIn({ anyOf: [{ type: 'null' }, { type: 'array', items: object }] })).toEqual([
      object,
    ]);
    expect(objectsIn({ additionalProperties: object })).toEqual([object]);
    expect([fieldsOf(true), objectsIn(false), limitWords(true)]).toEqual([[], [], '']);
  });
});
