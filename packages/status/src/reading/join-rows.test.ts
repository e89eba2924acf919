import { screenFromText } from '@aegis/screen';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinBody } from './join-rows.ts';
import { toRows } from './rows.ts';

const COLS = 40;

/** As Claude Code wraps a command: between words, one column before the edge, longer words broken. */
function wrap(line: string, room: number): { rows: string[]; broken: Set<number> } {
  const rows: string[] = [''];
  const broken = new Set<number>();
  for (const [index, word] of line.split(' ').entries()) {
    const row = rows.at(-1) ?? '';
    const glue = index === 0 ? '' : ' ';
    if (row.length + glue.length + word.length <= room) {
      rows[rows.length - 1] = `${row}${glue}${word}`;
    } else if (word.length <= room) {
      rows.push(word);
    } else {
      let rest = `${row}${glue}${word}`;
      for (; rest.length > room; rest = rest.slice(room)) {
        rows[rows.length - 1] = rest.slice(0, room);
        broken.add(rows.length - 1);
        rows.push('');
      }
      rows[rows.length - 1] = rest;
    }
  }
  return { rows, broken };
}

async function joined(rows: readonly string[], prefix: string): Promise<string> {
  const text = rows.map((row) => `${prefix}${row}`).join('\n');
  return joinBody(toRows(await screenFromText(text, { cols: COLS })), COLS, 1);
}

test('a command comes back whole from the rows it was wrapped into', async () => {
  const word = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'b', '-', '/'), minLength: 1, maxLength: 9 }),
    fc.string({ unit: fc.constantFrom('x', '_'), minLength: 60, maxLength: 120 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 14 }), async (words) => {
      const command = words.join(' ');
      const { rows, broken } = wrap(command, COLS - 4);
      // A word that ends just where its row does looks as if it went on in the next one.
      fc.pre(rows.every((row) => row !== '' && !row.startsWith(' ')));
      fc.pre(rows.every((row, at) => row.length < COLS - 4 || broken.has(at)));
      expect(await joined(rows, ' │ ')).toBe(command);
    }),
    { numRuns: 60 },
  );
});

test('lines that are lines stay lines, with what they begin with', async () => {
  const script = ['cat > f.py <<EOF', 'if x:', '    print("❯ 1. Yes")', '', 'EOF', 'python3 f.py'];
  expect(await joined(script, ' │ ')).toBe(script.join('\n'));
  expect(await joined(['touch x'], ' ')).toBe('touch x');
});
