import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { thrownBy } from '../testing/thrown-by.ts';
import { checkPrompt } from './check-prompt.ts';

describe('checkPrompt', () => {
  test.each([
    '/help',
    '/clear now',
    '  /compact',
    '\n/exit\n',
    '/mcp__server__prompt',
    '/plugin:run x',
  ])('%j would run a command', async (text) => {
    const error = await thrownBy(() => checkPrompt(text, 'prompt'));
    expect(error).toMatchObject({ code: 'command_prefix', status: 422 });
    expect(error?.details).toEqual({ field: 'prompt', command: text.trim().split(/\s/)[0] });
  });

  test.each([
    '/home/me/x is a file',
    '//comment',
    '/',
    '/ help',
    'see /help',
    '!ls',
    '#note',
    '@file',
  ])('%j is text', async (text) => {
    expect(await thrownBy(() => checkPrompt(text, 'prompt'))).toBeNull();
  });

  test('checks the text itself too, and names the field', async () => {
    const error = await thrownBy(() => checkPrompt('a\u001b[A', 'feedback'));
    expect(error).toMatchObject({ code: 'control_characters', details: { field: 'feedback' } });
  });

  test('takes a time that grows with the text alone', () => {
    fc.assert(
      fc.property(fc.constantFrom(' ', '\n', '/', '/a', 'a/'), (piece) => {
        const started = performance.now();
        void thrownBy(() => checkPrompt(piece.repeat(100_000), 'prompt'));
        expect(performance.now() - started).toBeLessThan(500);
      }),
      { numRuns: 10 },
    );
  });
});
