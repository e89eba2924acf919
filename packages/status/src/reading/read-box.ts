import type { Composer, ScreenReading } from '../types.ts';
import { type CompletionList, findCompletionList, isCompleted } from './completion-list.ts';
import { readComposer } from './composer.ts';
import { readModeRow } from './mode-row.ts';
import { reading } from './reading.ts';
import type { Regions } from './regions.ts';
import type { RuleBook } from './rule-book.ts';
import type { ScreenRow } from './rows.ts';
import { readTitle } from './terminal-title.ts';
import { readTurn, type TurnSigns } from './turn.ts';

/** The input box is up. That alone says nothing: it stands there while Claude Code works, too. */
export function readBox(
  regions: Extract<Regions, { type: 'box' }>,
  rules: RuleBook,
): ScreenReading {
  const { wording } = rules;
  const composer = readComposer(regions.box, rules);
  const { mode, hints, activity } = readModeRow(regions.below, rules);
  const list = findCompletionList(regions.above, composer.text, rules);
  const turn = readTurn(regions.above.slice(0, list?.from), rules);
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
  const title = readTitle(rules);
  const titled = `the terminal's title says ${title ?? 'nothing'}`;
  if (rules.holds('screen.title', isHidden && title === 'work', () => titled)) {
    return working('screen.title', turn, common);
  }
  // Builds that name the default mode have a title that stands still.
  const rests = title === 'rest' && mode === null;
  const covers = list !== null && !list.isApart;
  const covered = `${list === null ? 'no list' : 'a list'} stands on the box; ${titled}`;
  if (rules.holds('screen.covered', covers && !rests, () => covered)) {
    return reading('unknown', 'screen.covered', {
      ...common,
      statusText: 'a list covers the end of the conversation',
      activity: 'completion_menu',
    });
  }
  const isLeftOut = hints === 'replaced' && turn.closesHere;
  const goesOn = wording.closesTurns && turn.open && (isHidden || isLeftOut) && !covers;
  const open = `the last thing said has ${turn.open ? 'no' : 'an'} ending; hints below: ${hints}`;
  if (rules.holds('screen.open_turn', goesOn, () => open)) {
    return working('screen.open_turn', turn, common);
  }
  return reading('idle', idleRule(turn), {
    ...common,
    statusText: turn.ending?.outcome === 'completed' ? null : (turn.ending?.text ?? null),
    activity:
      activityIn(regions.below, composer, list, rules) ??
      activity ??
      turn.endingActivity ??
      (turn.surveyed ? 'survey' : null),
    turnEnd: turn.ending,
    closed: turn.closed,
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
  below: readonly ScreenRow[],
  composer: Composer,
  list: CompletionList | null,
  rules: RuleBook,
): string | null {
  if (composer.mode !== 'prompt') return `${composer.mode}_mode`;
  const { modeGlyphs } = rules.wording;
  // What stands far to the right is a notice about something else.
  const isListed = ({ kind, indent, text }: ScreenRow): boolean =>
    kind === 'text' && indent < 10 && !modeGlyphs.some((glyph) => text.trim().startsWith(glyph));
  const completes = list !== null || (isCompleted(composer.text) && below.some(isListed));
  const why = `a list stands next to "${composer.text.slice(0, 20)}"`;
  return rules.holds('box.completion_menu', completes, () => why) ? 'completion_menu' : null;
}
