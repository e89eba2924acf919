import { MAX_PROMPT_BYTES } from '@aegis/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPrompt } from '../delivery/check-prompt.ts';
import { MAX_OUTPUT_BYTES, renderStep } from './render-step.ts';

const render = (prompt: string, output = '', variables: Record<string, string> = {}) =>
  renderStep({ name: 'x', prompt }, { variables }, (step) =>
    step === 'a' ? { output, workDir: '/w/a', branch: 'aegis/a' } : null,
  ).prompt;

describe('a prompt', () => {
  test('gets variables, and what earlier steps said and where', () => {
    const prompt =
      '{{vars.what}} in {{steps.a.workDir}} on {{ steps.a.branch }}: {{steps.a.output}}';
    expect(render(prompt, 'Said.', { what: 'Merge' })).toBe('Merge in /w/a on aegis/a: Said.');
  });

  test('takes an output as data: nothing in it is expanded, and it presses no key', () => {
    const output = '{{vars.secret}} \\{{ $& \u001b[2J\u0007\u0003\r\ntwo\rthree\u0085 \ud800.';
    expect(render('x {{steps.a.output}}', output, { secret: 's3cret' })).toBe(
      'x {{vars.secret}} \\{{ $& [2J\ntwo\nthree \ufffd.',
    );
  });

  test('is never taken for a command because of one', () => {
    expect(render('{{steps.a.output}}', '/clear')).toBe('An earlier step said:\n/clear');
    expect(render('{{steps.a.output}}', '')).toBe('An earlier step said:\n');
    expect(render('{{steps.a.output}}', 'Fine.')).toBe('Fine.');
  });

  test('gets no more of one than it can hold, and says so', () => {
    const output = 'ü'.repeat(MAX_OUTPUT_BYTES);
    const prompt = render('{{steps.a.output}} {{steps.a.output}}', output);
    expect(prompt).toContain(
      `[The output of step "a" goes on: ${MAX_OUTPUT_BYTES} of its ${2 * MAX_OUTPUT_BYTES} bytes are shown here.]`,
    );
    const many = Array.from({ length: 40 }, () => '{{steps.a.output}}').join(' ');
    expect(Buffer.byteLength(render(many, output))).toBeLessThanOrEqual(MAX_PROMPT_BYTES);
  });

  test('can be sent, whatever an earlier step said', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (output, isFirst) => {
        checkPrompt(render(isFirst ? '{{steps.a.output}}' : 'x {{steps.a.output}}', output), 'p');
      }),
    );
  });
});

test('a directory and a base are put together too', () => {
  const step = {
    ...{ name: 'x', prompt: 'x', workDir: '{{steps.a.workDir}}/sub' },
    worktree: { base: '{{steps.a.branch}}' },
  };
  const result = { output: '', workDir: '/w/a', branch: 'aegis/a' };
  expect(renderStep(step, {}, () => result)).toEqual({
    ...{ prompt: 'x', workDir: '/w/a/sub', base: 'aegis/a' },
  });
});
