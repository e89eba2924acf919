import { expect, test } from 'vitest';
import { createScreen } from './screen.ts';
import { encode, screenAfter, texts } from './testing/screens.ts';

test('text, wraps and what is blank at the end', async () => {
  const snapshot = await screenAfter('one  \r\n0123456789012345678901234\r\n');
  expect(texts(snapshot)).toEqual(['one', '01234567890123456789', '01234', '', '', '']);
  expect(snapshot.lines.map((line) => line.wrapped)).toEqual([
    ...[false, true, false, false, false, false],
  ]);
});

test('a line feed alone moves down and not left', async () => {
  expect(texts(await screenAfter('ab\ncd')).slice(0, 2)).toEqual(['ab', '  cd']);
});

test('looks are told by runs, also on blanks that show them', async () => {
  const text = 'a\u001b[1;38;5;153mbc\u001b[0m \u001b[38;2;1;2;3;48;5;22md  \u001b[0m   ';
  const { lines } = await screenAfter(text);
  expect(
    lines[0]?.runs.map((run) => [run.start, run.end, run.text, run.foreground, run.background]),
  ).toEqual([
    [0, 1, 'a', 'default', 'default'],
    [1, 3, 'bc', 'p153', 'default'],
    [3, 4, ' ', 'default', 'default'],
    [4, 7, 'd  ', '#010203', 'p22'],
  ]);
  expect(lines[0]?.runs[1]?.bold).toBe(true);
  expect(lines[0]?.text).toBe('abc d');
});

test('a character split between two writes is one character', async () => {
  const screen = createScreen({ cols: 10, rows: 2 });
  const bytes = encode('漢字');
  for (const byte of bytes) await screen.write(Uint8Array.of(byte));
  expect(screen.snapshot().lines[0]?.text).toBe('漢字');
  expect(screen.snapshot().cursor.x).toBe(4);
});

test('title, alternate screen and cursor', async () => {
  const screen = createScreen({ cols: 10, rows: 3 });
  await screen.write(encode('main\u001b]2;the title\u0007\u001b[?1049h\u001b[2;3Halt\u001b[?25l'));
  expect(screen.snapshot()).toMatchObject({
    title: 'the title',
    alternate: true,
    cursor: { x: 5, y: 1, visible: false },
  });
  await screen.write(encode('\u001b[?1049l\u001b[?12;25h'));
  expect(screen.snapshot()).toMatchObject({ alternate: false, cursor: { visible: true } });
  expect(screen.snapshot().lines[0]?.text).toBe('main');
});

test('whether the program reads keys: not known, then as it said last, whatever is drawn anew', async () => {
  const screen = createScreen({ cols: 10, rows: 2 });
  const write = (text: string) => screen.write(new TextEncoder().encode(text));
  await write('\u001b[?25lbox');
  expect(screen.bracketedPaste()).toBeNull();
  await write('\u001b[?1004;2004h');
  expect(screen.bracketedPaste()).toBe(true);
  await screen.reset({
    ...{ cols: 10, rows: 2, lines: ['box'], wrapped: [false], alternate: false, title: '' },
    cursor: { x: 0, y: 0, visible: true },
  });
  expect(screen.bracketedPaste()).toBe(true);
  await write('\u001b[?2004l');
  expect(screen.bracketedPaste()).toBe(false);
  screen.dispose();
});

test('a full reset shows the cursor again', async () => {
  const snapshot = await screenAfter('\u001b[?25l\u001bcx');
  expect(snapshot.cursor.visible).toBe(true);
});

test('calls take effect in order, whether or not they are awaited', async () => {
  const screen = createScreen({ cols: 10, rows: 2 });
  void screen.write(encode('0123456789'));
  void screen.resize(20, 2);
  void screen.write(encode('\u001b[2;15Hx'));
  const blank = {
    ...{ cols: 5, rows: 1, lines: ['new'], wrapped: [false], alternate: false, title: 't' },
    cursor: { x: 3, y: 0, visible: true },
  };
  const wide = screen.write(encode('y'));
  await wide;
  expect(screen.snapshot().cols).toBe(20);
  expect(screen.snapshot().lines[1]?.text).toBe('              xy');
  void screen.reset(blank);
  await screen.write(encode('er'));
  expect(screen.snapshot()).toMatchObject({ cols: 5, rows: 1, title: 't' });
  expect(texts(screen.snapshot())).toEqual(['newer']);
});

test('nothing is pending for ever after dispose', async () => {
  const screen = createScreen({ cols: 10, rows: 2 });
  const before = screen.write(encode('a'));
  screen.dispose();
  await expect(
    Promise.all([before, screen.write(encode('b')), screen.resize(5, 5)]),
  ).resolves.toBeDefined();
});

test('hostile input is only text', async () => {
  const snapshot = await screenAfter(
    `\u001b]2;${'x'.repeat(100_000)}\u0007\u001b[999999999;999999999H\u001b[2147483648X\u001bPq\u001b\\\u0000\u0090ok`,
  );
  expect(snapshot.lines).toHaveLength(6);
});
