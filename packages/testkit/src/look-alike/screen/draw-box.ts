import type { Box } from '../box/box.ts';
import { matchingCommands } from '../commands.ts';
import type { PermissionMode, ScreenState } from './screen-state.ts';
import { GREY, line, rule, wrapHard, type Line, type Span } from './spans.ts';

const MODES: Readonly<Record<PermissionMode, string>> = {
  default: '⏸ manual mode on',
  acceptEdits: '⏵⏵ accept edits on',
  plan: '⏸ plan mode on',
  auto: '⏵⏵ auto mode on',
  dontAsk: "⏵⏵ don't ask on",
  bypassPermissions: '⏵⏵ bypass permissions on',
};

const SHORTCUTS = [
  '! for shell mode        shift+tab to cycle modes',
  '/ for commands          ctrl+u to clear a line',
  'esc to interrupt        ctrl+j for a new line',
] as const;

/** The input box with what stands above and below it. */
export function drawBox(state: ScreenState): Line[] {
  const { cols, rows } = state.size;
  const shown = drawInside(state, Math.max(3, Math.floor(rows / 2)));
  return [...drawCommands(state.box), rule(cols), ...shown, rule(cols), ...drawBelow(state)];
}

/** Of a text that is too tall the end is shown. */
function drawInside({ box, ghost, size, queue }: ScreenState, mostRows: number): Line[] {
  const mark = box.mode === 'shell' ? '!' : '❯';
  const hint = queue.length > 0 ? 'Press up to edit queued messages' : ghost;
  if (box.text === '' && hint !== null) {
    const first: Span = { text: hint.slice(0, 1), style: { inverse: true } };
    const rest: Span = { text: hint.slice(1), style: { dim: true } };
    return [[{ text: `${mark}\u00a0` }, first, rest]];
  }
  const cut = Math.max(0, box.cursor);
  const width = size.cols - 4;
  const before = wrapHard(box.text.slice(0, cut), width);
  const cursorRow = before.length - 1;
  const cursorColumn = Array.from(before[cursorRow] ?? '').length;
  const lines = wrapHard(box.text, width).map((row, index): Line => {
    const prefix = { text: index === 0 ? `${mark}\u00a0` : '  ' };
    if (index !== cursorRow) return [prefix, { text: row }];
    const characters = Array.from(row);
    return [
      prefix,
      { text: characters.slice(0, cursorColumn).join('') },
      { text: characters[cursorColumn] ?? ' ', style: { inverse: true } },
      { text: characters.slice(cursorColumn + 1).join('') },
    ];
  });
  if (lines.length <= mostRows) return lines;
  const [, ...tail] = lines.slice(-mostRows);
  const first = wrapHard(box.text, width).at(-mostRows) ?? '';
  return [[{ text: `${mark}\u00a0` }, { text: first }], ...tail];
}

/** Commands that fit what was typed; Enter runs the first. */
function drawCommands(box: Box): Line[] {
  if (box.mode === 'shell') return [];
  return matchingCommands(box.text).map(({ name, what }, index) =>
    line(`  ${index === 0 ? '❯' : ' '} ${name.padEnd(28)}${what}`, index === 0 ? undefined : GREY),
  );
}

function drawBelow(state: ScreenState): Line[] {
  const { box, notice, shortcuts } = state;
  if (notice !== null) return [line(`  ${notice}`, GREY)];
  if (box.mode === 'shell') return [line('  ! for shell mode', GREY)];
  if (shortcuts) return SHORTCUTS.map((row) => line(`  ${row}`, GREY));
  return [line(`  ${modeRow(state)}`, GREY)];
}

function modeRow({ mode, activity, box }: ScreenState): string {
  const hints: string[] = [];
  if (box.text === '') {
    if (activity !== null) hints.push('esc to interrupt');
    else if (mode === 'default') hints.push('? for shortcuts');
  }
  const name = mode === 'default' ? MODES.default : `${MODES[mode]} (shift+tab to cycle)`;
  return [name, ...hints].join(' · ');
}
