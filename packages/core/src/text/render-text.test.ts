import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { thrownBy } from '../testing/thrown-by.ts';
import { placeholdersOf, renderText } from './render-text.ts';

const from = (values: Record<string, string>) => (name: string) =>
  Object.hasOwn(values, name) ? (values[name] ?? null) : null;

describe('a text with placeholders', () => {
  test('has names, each once, in their order', () => {
    expect(placeholdersOf('{{b}} {{ a }} {{b}} {{steps.build-1.output}} {{_x}}')).toEqual([
      'b',
      'a',
      'steps.build-1.output',
      '_x',
    ]);
    expect(placeholdersOf('')).toEqual([]);
  });

  test('gets values in their places', () => {
    expect(renderText('#{{issue}} in {{ repo }}, {{issue}}', from({ issue: '7', repo: 'r' }))).toBe(
      '#7 in r, 7',
    );
    expect(renderText('[{{a}}]', from({ a: '' }))).toBe('[]');
    expect(renderText('{{{a}}}', from({ a: '1' }))).toBe('{1}');
  });

  test.each(['{{}}', '{{ }}', '{{#if a}}', '{{a b}}', '{{a', 'a}}', '{ {a}}', '{{a\n}}', '{{ä}}'])(
    '%j is text',
    (text) => {
      expect(placeholdersOf(text)).toEqual([]);
      expect(renderText(text, () => null)).toBe(text);
    },
  );

  test('keeps braces that are meant', () => {
    expect(placeholdersOf('\\{{a}} {{b}}')).toEqual(['b']);
    expect(renderText('\\{{a}} $\\{{ secrets.X }}', () => null)).toBe('{{a}} ${{ secrets.X }}');
  });

  test('expands no value again, and gives no sign in one a meaning', () => {
    const values = from({ a: '{{b}} $& $1 \\{{b}}', b: '{{a}}' });
    expect(renderText('{{a}}|{{b}}', values)).toBe('{{b}} $& $1 \\{{b}}|{{a}}');
  });

  test('says everything that there is nothing of', async () => {
    const error = await thrownBy(() => renderText('{{a}} {{x}} {{y..z}}', from({ a: '1' })));
    expect(error).toMatchObject({ code: 'variable_unknown', details: { names: ['x', 'y..z'] } });
  });

  test('finds no values on the prototype', async () => {
    const error = await thrownBy(() => renderText('{{constructor}}', from({})));
    expect(error).toMatchObject({ details: { names: ['constructor'] } });
  });

  test('is joined of its parts, whatever the value', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(renderText('<{{v}}>', () => value)).toBe(`<${value}>`);
      }),
    );
  });

  test('takes no longer for what is hard to read', () => {
    const text = '{{'.repeat(50_000) + '{{' + 'a'.repeat(100_000) + ' '.repeat(100_000);
    expect(renderText(text, () => null)).toBe(text);
  });
});
