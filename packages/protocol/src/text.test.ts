import { describe, expect, test } from 'vitest';
import { AegisError } from './aegis-error.ts';
import { assertPromptText, MAX_PROMPT_BYTES } from './text.ts';

function thrownBy(text: string): AegisError | null {
  try {
    assertPromptText(text, 'text');
  } catch (error) {
    if (AegisError.is(error)) return error;
    throw error;
  }
  return null;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

const ALLOWED_CONTROLS = new Set([0x09, 0x0a]);
const CONTROLS = [...range(0x00, 0x1f), ...range(0x7f, 0x9f)];

describe('assertPromptText', () => {
  test.each(CONTROLS)('control character %i', (codePoint) => {
    const error = thrownBy(`ab${String.fromCharCode(codePoint)}c`);
    if (ALLOWED_CONTROLS.has(codePoint)) {
      expect(error).toBeNull();
      return;
    }
    const name = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
    expect(error).toMatchObject({
      code: 'control_characters',
      status: 422,
      details: { field: 'text', codePoint: name, offset: 2 },
    });
    expect(error?.message).toContain(name);
  });

  test.each([
    'hello',
    'a\tb\nc',
    ' padded ',
    'größer 漢字 😀 é',
    '\u00a0\u2028x',
    '/not-checked-here',
  ])('takes %j', (text) => {
    expect(thrownBy(text)).toBeNull();
  });

  test.each(['', ' ', '\n\t \n', '\u00a0'])('refuses the blank %j', (text) => {
    expect(thrownBy(text)).toMatchObject({ code: 'invalid_request', status: 400 });
  });

  test.each(['\ud83d', 'a\udc00b', '\udc00\ud83d'])('refuses a lone surrogate in %j', (text) => {
    expect(thrownBy(text)).toMatchObject({ code: 'invalid_request' });
    expect(thrownBy(text)?.message).toContain('surrogate');
  });

  test('counts bytes of UTF-8, and takes exactly the limit', () => {
    expect(thrownBy('x'.repeat(MAX_PROMPT_BYTES))).toBeNull();
    expect(thrownBy('é'.repeat(MAX_PROMPT_BYTES / 2))).toBeNull();
    expect(thrownBy('x'.repeat(MAX_PROMPT_BYTES + 1))).toMatchObject({
      code: 'prompt_too_large',
      status: 413,
      details: { bytes: MAX_PROMPT_BYTES + 1, maximum: MAX_PROMPT_BYTES },
    });
    expect(thrownBy('😀'.repeat(MAX_PROMPT_BYTES / 4 + 1))?.code).toBe('prompt_too_large');
  });

  test('never repeats the text in its message', () => {
    expect(thrownBy('top secret\u001b[2J')?.message).not.toContain('secret');
  });
});
