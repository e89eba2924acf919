import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KeyPress } from '../ports/runtime.ts';
import {
  asReceived,
  boxHolds,
  boxShows,
  isCutOffOf,
  isMadeOf,
  typingPlan as plan,
} from './typing-plan.ts';

const typingPlan = (text: string) => plan({ kind: 'prompt', text }).flatMap(({ keys }) => keys);

/** An input box as Claude Code has it: what it holds after these keys. Null where Enter or a shell `!` got in. */
function boxAfter(keys: readonly KeyPress[]): string | null {
  let text = '';
  let cursor = 0;
  let isShell = false;
  for (const press of keys) {
    if (press.type === 'text') {
      if (text === '' && press.text.startsWith('!')) isShell = true;
      text = text.slice(0, cursor) + press.text + text.slice(cursor);
      cursor += press.text.length;
      continue;
    }
    switch (press.key) {
      case 'C-j':
        text = `${text.slice(0, cursor)}\n${text.slice(cursor)}`;
        cursor += 1;
        break;
      case 'C-a':
        cursor = 0;
        break;
      case 'C-e':
        cursor = text.length;
        break;
      case 'C-d':
        text = text.slice(0, cursor) + text.slice(cursor + 1);
        break;
      default:
        return null;
    }
  }
  return isShell ? null : text;
}

const prompt = fc
  .string({
    unit: fc.constantFrom('a', 'Z', ' ', '\n', '\t', '!', '/', '\\', '漢', '😀', '1', ';'),
  })
  .filter((text) => text.trim() !== '');

describe('typingPlan', () => {
  test('puts exactly the text into the box, behind it one space, and never submits', () => {
    fc.assert(
      fc.property(prompt, (text) => {
        expect(boxAfter(typingPlan(text))).toBe(`${asReceived(text)} `);
      }),
    );
  });

  test('lines are separated by a newline key, since Enter would submit', () => {
    expect(typingPlan('a\n\nb')).toEqual([
      { type: 'text', text: 'a' },
      { type: 'key', key: 'C-j' },
      { type: 'key', key: 'C-j' },
      { type: 'text', text: 'b ' },
    ]);
  });

  test('no text holds a newline or a tab', () => {
    fc.assert(
      fc.property(prompt, (text) => {
        for (const press of typingPlan(text)) {
          if (press.type === 'text') expect(press.text).toMatch(/^[^\n\t]+$/u);
        }
      }),
    );
  });
});

test('what Claude Code makes of a text by typing', () => {
  expect(asReceived('\ta\n b \n\n')).toBe('    a\n b');
  expect(asReceived('  a')).toBe('  a');
});

describe('boxShows', () => {
  const long = Array.from({ length: 300 }, (_, index) => `word${index}`).join(' ');

  test('the text as it was typed, wrapped or indented by the screen', () => {
    fc.assert(
      fc.property(prompt, fc.integer({ min: 3, max: 40 }), (text, width) => {
        const wrapped = asReceived(text).replaceAll(new RegExp(`(.{${width}})`, 'gu'), '$1\n  ');
        expect(boxShows(wrapped, text)).toBe(true);
      }),
    );
  });

  test('only a part of it is not the text', () => {
    expect(boxShows('hello wor', 'hello world')).toBe(false);
    expect(boxShows('', 'hello')).toBe(false);
    expect(boxShows('hello world!', 'hello world')).toBe(false);
    expect(boxShows(long.slice(0, 1_000), long)).toBe(false);
  });

  test('of a long text its end is enough', () => {
    expect(boxShows(long.slice(-1_000), long)).toBe(true);
    expect(boxShows(long.slice(-300), long)).toBe(false);
    expect(boxShows(`x${long.slice(-1_000)}`, long)).toBe(false);
  });
});

describe('what stands in the box of what was typed', () => {
  const long = Array.from({ length: 300 }, (_, index) => `word${index}`).join(' ');
  const squeezed = long.replaceAll(' ', '');

  test('a short box holds all of it, a tall one its end, and neither anything else', () => {
    expect(boxHolds('word0 word1', 'word0word1')).toBe(true);
    expect(boxHolds('draft word0 word1', 'word0word1')).toBe(false);
    expect(boxHolds(long.slice(-1_000), squeezed)).toBe(true);
    expect(boxHolds(`a draft ${long.slice(-1_000)}`, squeezed)).toBe(false);
    expect(boxHolds('', squeezed)).toBe(false);
  });

  test('typed twice in a row, by an Aegis that was killed while it cleared the box, it is still ours', () => {
    const twice = `${long.slice(200, 900)}\n${long.slice(0, 500)}`;
    expect(isCutOffOf(twice, { kind: 'prompt', text: long })).toBe(true);
    expect(isMadeOf(twice, long)).toBe(true);
    expect(isMadeOf(`${twice} and what a person wrote`, long)).toBe(false);
    expect(isMadeOf('word1 word7 word9', long)).toBe(false);
    expect(isMadeOf(`${long.slice(0, 40)} `.repeat(9), long)).toBe(false);
  });
});
