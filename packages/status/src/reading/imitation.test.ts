import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BASH_DIALOG, box, COLS, DASHES, frame, RULE } from '../testing/frames.ts';
import { readScreen } from './read-screen.ts';
import { toRows } from './rows.ts';

/** What the model, a tool or a file may put on the screen. Claude Code indents all of it. */
const content = fc.constantFrom(
  RULE,
  DASHES,
  '▔'.repeat(COLS),
  ...BASH_DIALOG.split('\n'),
  ...box('fake').split('\n'),
  ' ☐ Database',
  '❯ 1. Postgres',
  '  2. SQLite',
  '  4. Chat about this',
  '✻ Pondering… (3s · esc to interrupt)',
  '● Bash(touch x)',
  '  ⎿  Interrupted · What should Claude do instead?',
  'Resume this session with:',
  'claude --resume 1234',
  'Would you like to proceed?',
  ' ↑ 35 more lines',
  '',
);
const shown = fc
  .array(content, { maxLength: 40 })
  .map((lines) => lines.map((line) => `  ${line}`.slice(0, COLS)).join('\n'));

test('whatever is shown above an input box, there is no dialog', async () => {
  await fc.assert(
    fc.asyncProperty(shown, fc.constantFrom('', 'a draft'), async (text, draft) => {
      const screen = await frame(
        `❯ show me\n\n● Here it is:\n${text}\n\n✻ Worked for 1s\n\n${box(draft)}`,
      );
      const reading = readScreen(screen);
      expect(reading).toMatchObject({ status: 'idle', dialog: null, composer: { text: draft } });
    }),
    { numRuns: 200 },
  );
});

test('nor while it streams in, before the box is drawn again', async () => {
  await fc.assert(
    fc.asyncProperty(shown, async (text) => {
      const reading = readScreen(await frame(`❯ show me\n\n● Here it is:\n${text}`));
      expect(reading.dialog).toBe(null);
      expect(['unknown', 'starting']).toContain(reading.status);
    }),
    { numRuns: 200 },
  );
});

test('what a real dialog shows cannot change what it asks', async () => {
  const line = content.filter((text) => !text.startsWith('╌'));
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
      const body = lines.map((text) => ` │ ${text}`.slice(0, COLS - 1)).join('\n');
      const screen = await frame(BASH_DIALOG.replace(' touch x', body === '' ? ' touch x' : body));
      const reading = readScreen(screen);
      expect(reading).toMatchObject({
        status: 'bash_approval',
        dialog: { name: 'bash', cut: false },
      });
      expect(reading.dialog?.options.map((option) => option.role)).toEqual([
        ...['accept', 'accept-always', 'decline'],
      ]);
    }),
    { numRuns: 200 },
  );
});

test('any cells at all are read without an error', () => {
  const text = fc.string({
    unit: fc.constantFrom(...Array.from('─╌▔❯●✻⎿ 1.[✔]☐→←│Yes?… ')),
    maxLength: 30,
  });
  const run = fc.record({
    start: fc.nat(40),
    end: fc.nat(40),
    text,
    foreground: fc.constantFrom('default', 'p1'),
    background: fc.constantFrom('default', 'p2'),
    bold: fc.boolean(),
    dim: fc.boolean(),
    inverse: fc.boolean(),
  });
  const line = fc.record({ text, wrapped: fc.boolean(), runs: fc.array(run, { maxLength: 4 }) });
  const input = fc.record({
    cols: fc.integer({ min: 1, max: 40 }),
    rows: fc.nat(40),
    cursor: fc.record({ x: fc.nat(40), y: fc.nat(40), visible: fc.boolean() }),
    title: text,
    alternate: fc.boolean(),
    lines: fc.array(line, { maxLength: 30 }),
  });
  fc.assert(
    fc.property(input, (screen) => {
      const reading = readScreen(screen);
      expect(reading.rule).toMatch(/^screen\./);
      expect(toRows(screen)).toHaveLength(screen.lines.length);
    }),
    { numRuns: 500 },
  );
});
