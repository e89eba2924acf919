import { createTmuxSandbox, eventually, type TmuxSandbox } from '@aegis/testkit';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createScreen } from './screen.ts';
import { encode } from './testing/screens.ts';

const COLS = 40;
const ROWS = 12;

/** Streams that end in a visible end mark, so that tmux is known to have drawn them. */
const STREAMS: Readonly<Record<string, string>> = {
  plain: 'hello\r\nworld  \r\n\r\n   indented',
  wraps: `${'0123456789'.repeat(9)}\r\n${'x'.repeat(COLS)}y`,
  cjk: `${'漢字かな交じり文'.repeat(6)}\r\nｆｕｌｌ ｶﾀｶﾅ 한국어`,
  'wide at the edge': `${'a'.repeat(COLS - 1)}漢字\r\n${'a'.repeat(COLS - 2)}漢字`,
  emoji: '😀 ⭐ ⌚ 🎉🎉 🇩🇪 ok',
  'joined emoji': '👨‍👩‍👧 family',
  combining: 'e\u0301 a\u0308\u0323 ที่ กำ \u1112\u1161\u11ab end',
  'right to left': 'שלום سلام abc',
  'box and marks': '╭──╮│x│╰──╯ ❯ ● ✻ ⎿ ⏵⏵ ⏸ ☐ ☒ ✔ … · ←↑→↓ ▐▛███▜▌ ╌╌',
  'cursor moves':
    '\u001b[5;5Hfive\u001b[2;2Htwo\u001b[3A\u001b[10Cup\u001b[8;1Hlow\u001b[1G>\u001b[3D<',
  erasing:
    'aaaaaaaaaa\r\nbbbbbbbbbb\r\ncccccccccc\u001b[2;5H\u001b[K\u001b[1;3H\u001b[1K\u001b[3;4H\u001b[3X',
  'insert and delete':
    'abcdef\r\nghijkl\r\nmnopqr\u001b[1;3H\u001b[2P\u001b[2;2H\u001b[2@\u001b[2;1H\u001b[L\u001b[4;1H\u001b[M',
  'scroll region': `${Array.from({ length: 9 }, (_, row) => `row ${row}`).join('\r\n')}\u001b[3;6r\u001b[6;1H\r\nnew\r\nnewer\u001b[r\u001b[1;1Htop`,
  'reverse index': 'one\r\ntwo\u001b[1;1H\u001bMzero',
  scrolling: Array.from({ length: 30 }, (_, row) => `line ${row}`).join('\r\n'),
  'alternate screen': 'before\r\n\u001b[?1049h\u001b[2J\u001b[4;4Halternate',
  'back from the alternate screen':
    'before\r\n\u001b[?1049h\u001b[2J\u001b[4;4Halternate\u001b[?1049l after',
  colours:
    '\u001b[1mbold\u001b[0m \u001b[38;5;153mblue\u001b[39m \u001b[48;2;10;20;30m on rgb \u001b[0m \u001b[7minverse\u001b[27m \u001b[2mdim\u001b[0m',
  tabs: 'a\tb\tc\r\n\u001b[4Cd\te',
  'no autowrap': `\u001b[?7l${'z'.repeat(COLS + 5)}\u001b[?7h\r`,
  'saved cursor': '\u001b[3;3H\u001b7\u001b[9;9Hfar\u001b8near',
};

describe('the screen shows what tmux shows', () => {
  let tmux: TmuxSandbox;
  let tty = '';
  beforeAll(async () => {
    tmux = createTmuxSandbox();
    await tmux.run(
      ...['new-session', '-d', '-x', String(COLS), '-y', String(ROWS), '--'],
      ...['sh', '-c', 'stty raw -echo; exec sleep 300'],
    );
    await tmux.run('set', '-g', 'status', 'off');
    tty = (await tmux.run('list-panes', '-F', '#{pane_tty}')).trim();
  });
  afterAll(() => tmux.dispose());

  const END = '\u001b]2;END\u0007';

  test.each(Object.entries(STREAMS))('%s', async (name, stream) => {
    const bytes = encode(`${stream}\u001b]2;${name}\u0007`);
    writeFileSync(tty, `\u001bc\u001b[?1049l\u001b[H\u001b[2J${END}`);
    writeFileSync(tty, bytes);
    await eventually('tmux has read it all', async () => (await facts(tmux)).title === name);
    const screen = createScreen({ cols: COLS, rows: ROWS });
    await screen.write(bytes);
    const shown = screen.snapshot();
    const { x, y, alternate } = await facts(tmux);
    expect(shown.lines.map((line) => line.text)).toEqual(await rows(tmux));
    expect(shown.cursor).toMatchObject({ x, y });
    expect(shown.alternate).toBe(alternate);

    const restored = createScreen({ cols: 10, rows: 2 });
    await restored.reset({
      cols: COLS,
      rows: ROWS,
      lines: (await tmux.run('capture-pane', '-p', '-e', '-N')).split('\n').slice(0, ROWS),
      wrapped: shown.lines.map((line) => line.wrapped),
      cursor: { x, y, visible: true },
      alternate,
      title: name,
    });
    expect(restored.snapshot()).toEqual(shown);
  });
});

async function rows(tmux: TmuxSandbox): Promise<string[]> {
  const lines = (await tmux.run('capture-pane', '-p')).split('\n').slice(0, ROWS);
  return lines.map((line) => line.replace(/ +$/, ''));
}

async function facts(
  tmux: TmuxSandbox,
): Promise<{ title: string; x: number; y: number; alternate: boolean }> {
  const format = '#{cursor_x} #{cursor_y} #{alternate_on} #{pane_title}';
  const line = (await tmux.run('list-panes', '-F', format)).trim();
  const [x, y, alternate, ...title] = line.split(' ');
  return { x: Number(x), y: Number(y), alternate: alternate === '1', title: title.join(' ') };
}
