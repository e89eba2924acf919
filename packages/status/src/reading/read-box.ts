import type { Composer, ScreenReading } from '../types.ts';
import { readComposer } from './composer.ts';
import { readModeRow } from './mode-row.ts';
import { reading } from './reading.ts';
import type { Regions } from './regions.ts';
import type { RuleBook } from './rule-book.ts';
import type { ScreenRow } from './rows.ts';
import { readTurn, type TurnSigns } from './turn.ts';

/** The input box is up. That alone says nothing: it stands there while Claude Code works, too. */
export function readBox(
  regions: Extract<Regions, { type: 'box' }>,
  rules: RuleBook,
): ScreenReading {
  const { wording } = rules;
  const composer = readComposer(regions.box, rules);
  const { mode, hints, activity } = readModeRow(regions.below, rules);
  const turn = readTurn(regions.above, rules);
  const { gone } = turn;
  const left = `the last prompt is ${gone === null ? 'none that ends it' : 'answered by a goodbye'}`;
  if (rules.holds('screen.goodbye', gone !== null, () => left)) {
    return reading('exited', 'screen.goodbye', { statusText: gone });
  }
  const common = { composer, modeLine: mode, queued: turn.queued };
  if (rules.holds('screen.held_back', turn.heldBack, () => `it says "${wording.heldBack}"`)) {
    return reading('working', 'screen.held_back', {
      ...common,
      statusText: wording.heldBack,
      activity: 'dialog_held_back',
    });
  }
  const isLive = turn.spinner !== null;
  const spins = `the last line is ${isLive ? 'a live one' : 'no live one'}`;
  if (rules.holds('screen.spinner', isLive, () => spins)) {
    return working('screen.spinner', turn, common);
  }
  const interruptible = `the hints below the box are: ${hints}`;
  if (rules.holds('screen.interruptible', hints === 'interrupt', () => interruptible)) {
    return working('screen.interruptible', turn, common);
  }
  const waiting = `${String(turn.queued)} prompts wait in the queue`;
  if (rules.holds('screen.queued', turn.queued > 0, () => waiting)) {
    return working('screen.queued', turn, common);
  }
  // What is in the box hides the hint how to interrupt, and text that streams in has no spinner.
  const isHidden = hints === 'hidden' || composer.text !== '';
  const goesOn = wording.closesTurns && turn.open && isHidden;
  const open = `the last thing said has ${turn.open ? 'no' : 'an'} ending; hints below: ${hints}`;
  if (rules.holds('screen.open_turn', goesOn, () => open)) {
    return working('screen.open_turn', turn, common);
  }
  return reading('idle', idleRule(turn), {
    ...common,
    statusText: turn.ending?.outcome === 'completed' ? null : (turn.ending?.text ?? null),
    activity: activityIn(regions, composer, rules) ?? activity ?? turn.endingActivity,
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
  rules: RuleBook,
): string | null {
  if (composer.mode !== 'prompt') return `${composer.mode}_mode`;
  const isPointed = (row: ScreenRow): boolean =>
    row.text.trimStart().startsWith(`${rules.wording.pointer} `) && row.indent > 0;
  const lastAbove = regions.above.slice(
    regions.above.findLastIndex((row) => row.kind === 'blank') + 1,
  );
  const isCommand = ({ indent, text }: ScreenRow): boolean =>
    indent === 2 && composer.text.startsWith('/') && text.startsWith('/', 2);
  const { modeGlyphs } = rules.wording;
  // What stands far to the right is a notice about something else.
  const isListed = ({ kind, indent, text }: ScreenRow): boolean =>
    kind === 'text' && indent < 10 && !modeGlyphs.some((glyph) => text.trim().startsWith(glyph));
  const completes =
    /^[/@]/.test(composer.text) &&
    (lastAbove.some((row) => isPointed(row) || isCommand(row)) || regions.below.some(isListed));
  const why = `a list stands next to "${composer.text.slice(0, 20)}"`;
  return rules.holds('box.completion_menu', completes, () => why) ? 'completion_menu' : null;
}
