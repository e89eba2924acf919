import type { Composer, ScreenReading } from '../types.ts';
import type { Wording } from '../wording/types.ts';
import { readComposer } from './composer.ts';
import { readModeRow } from './mode-row.ts';
import { reading } from './reading.ts';
import type { Regions } from './regions.ts';
import type { ScreenRow } from './rows.ts';
import { readTurn, type TurnSigns } from './turn.ts';

/** The input box is up. That alone says nothing: it stands there while Claude Code works, too. */
export function readBox(
  regions: Extract<Regions, { type: 'box' }>,
  wording: Wording,
): ScreenReading {
  const composer = readComposer(regions.box, wording);
  const { mode, interruptible, activity } = readModeRow(regions.below, wording);
  const turn = readTurn(regions.above, wording);
  const common = { composer, modeLine: mode, queued: turn.queued };
  if (turn.heldBack) {
    return reading('working', 'screen.held_back', {
      ...common,
      statusText: wording.heldBack,
      activity: 'dialog_held_back',
    });
  }
  if (turn.spinner !== null) return working('screen.spinner', turn, common);
  if (interruptible) return working('screen.interruptible', turn, common);
  if (turn.queued > 0) return working('screen.queued', turn, common);
  // What is in the box hides the hint how to interrupt, and text that streams in has no spinner.
  const hintHidden = composer.text !== '' || mode === null;
  if (turn.open && hintHidden) return working('screen.open_turn', turn, common);
  return reading('idle', idleRule(turn), {
    ...common,
    statusText: turn.ending?.outcome === 'completed' ? null : (turn.ending?.text ?? null),
    activity: activityIn(regions, composer, wording) ?? activity ?? turn.endingActivity,
    turnEnd: turn.ending,
  });
}

function working(
  rule: string,
  turn: TurnSigns,
  common: Pick<ScreenReading, 'composer' | 'modeLine' | 'queued'>,
): ScreenReading {
  const statusText = turn.activity === null ? withoutCounters(turn.spinner) : turn.spinner;
  return reading('working', rule, { ...common, statusText, activity: turn.activity });
}

/** `Wrangling… (2s · ↓ 12 tokens)` changes every second; the word does not. */
function withoutCounters(spinner: string | null): string | null {
  if (spinner === null) return null;
  const at = spinner.indexOf(' (');
  return at < 0 ? spinner : spinner.slice(0, at);
}

function idleRule(turn: TurnSigns): string {
  return turn.ending === null ? 'screen.box' : `screen.box.${turn.ending.outcome}`;
}

/** What the box is used for. A list next to it, below or above, completes what was typed. */
function activityIn(
  regions: Extract<Regions, { type: 'box' }>,
  composer: Composer,
  wording: Wording,
): string | null {
  if (composer.mode === 'shell') return 'shell_mode';
  const isPointed = (row: ScreenRow): boolean =>
    row.text.trimStart().startsWith(`${wording.pointer} `) && row.indent > 0;
  const lastAbove = regions.above.slice(
    regions.above.findLastIndex((row) => row.kind === 'blank') + 1,
  );
  const completes = /^[/@]/.test(composer.text) && [...lastAbove, ...regions.below].some(isPointed);
  return completes ? 'completion_menu' : null;
}
