import { drawBox } from './draw-box.ts';
import { drawList } from './draw-list.ts';
import { drawLog } from './draw-log.ts';
import { drawQuestion } from './draw-question.ts';
import type { Activity, ScreenState } from './screen-state.ts';
import { ACCENT, BLANK, GREY, line, type Line } from './spans.ts';

/** The rows of the screen. What does not fit goes out at the top, as on a terminal that scrolls. */
export function drawScreen(state: ScreenState): Line[] {
  const { cols, rows } = state.size;
  const { dialog } = state;
  if (state.greeting === null) {
    return dialog?.type === 'list' ? [BLANK, ...drawList(dialog, cols)].slice(-rows) : [];
  }
  if (!state.isReady) return drawGreeting(state.greeting);
  const above = [
    ...drawGreeting(state.greeting),
    BLANK,
    BLANK,
    ...drawLog(state.log, cols),
    ...(state.log.length > 0 ? [BLANK] : []),
  ];
  if (dialog?.type === 'list') return [...above, ...drawList(dialog, cols)].slice(-rows);
  if (dialog?.type === 'question') {
    return [...above.slice(0, -1), ...drawQuestion(dialog, cols)].slice(-rows);
  }
  if (dialog?.type === 'help') return [...above, ...drawHelp(cols)].slice(-rows);
  return [...above, ...drawQueue(state), ...drawActivity(state), ...drawBox(state)].slice(-rows);
}

function drawGreeting({ version, model, cwd }: NonNullable<ScreenState['greeting']>): Line[] {
  return [
    [
      { text: ' ▐▛███▛█   ', style: ACCENT },
      { text: 'Claude Code', style: { bold: true } },
      { text: ` v${version}`, style: GREY },
    ],
    [
      { text: '▝▜██████▀  ', style: ACCENT },
      { text: `${model} · look-alike`, style: GREY },
    ],
    [
      { text: ' ▝▝   ▝▝   ', style: ACCENT },
      { text: cwd, style: GREY },
    ],
  ];
}

function drawQueue({ queue }: ScreenState): Line[] {
  return queue.flatMap((text, index) => [
    line(`❯ ${text.split('\n')[0] ?? ''}`, { foreground: 246, background: 237 }),
    line(`  ⎿  Queued${index === queue.length - 1 ? ' · ctrl+x ctrl+s to send now' : ''}`, GREY),
    BLANK,
  ]);
}

const GLYPHS = ['·', '✢', '✳', '✶', '✻', '✽'] as const;

function drawActivity({ activity }: ScreenState): Line[] {
  if (activity === null) return [];
  const glyph = GLYPHS[activity.frame % GLYPHS.length] ?? '·';
  return [[{ text: `${glyph} ${activityWords(activity)}`, style: ACCENT }], BLANK];
}

function activityWords({ verb, elapsedMs, tokens, retry }: Activity): string {
  if (retry !== null) return retry;
  const seconds = Math.floor(elapsedMs / 1000);
  if (seconds === 0 && tokens === 0) return `${verb}…`;
  return `${verb}… (${seconds}s${tokens > 0 ? ` · ↓ ${tokens} tokens` : ''})`;
}

function drawHelp(cols: number): Line[] {
  return [
    line('▔'.repeat(cols), { foreground: 153 }),
    line('  Help  General   Commands   Custom commands'),
    BLANK,
    line('  A look-alike of Claude Code, which plays a script. It knows /clear, /exit and /help.'),
    BLANK,
    line('  For more help: see the README of @aegis/testkit'),
    BLANK,
    line('  ←/→ to switch · Esc to close', GREY),
  ];
}
