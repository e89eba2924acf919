import { TmuxError } from '../tmux-error.ts';
import type { KeyPlan, KeyStep } from '../types.ts';
import { isKeyName } from './key-names.ts';

/**
 * The most characters of one `send-keys -l`. Claude Code takes a burst of more than about 800 characters for a paste
 * and passes it on in a wrapper; pieces of this size arrive byte for byte (measured on 2.1.330).
 */
export const PIECE_LENGTH = 400;
/** Between two pieces, and between text and a key that acts on it, so that they are not read as one burst. */
export const PIECE_INTERVAL_MS = 10;

/** What is done, in order. */
export type KeyAction =
  { type: 'text'; text: string } | { type: 'key'; key: string } | { type: 'wait'; ms: number };

// C0 and C1 controls and DEL: text presses no keys.
// eslint-disable-next-line no-control-regex -- finding control characters is what it is for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * A plan as single sends with the waits between them.
 *
 * @throws TmuxError `invalid_argument` for text with a control character (a new line in Claude Code's box is the key
 * `C-j`) or a lone surrogate, a key that tmux does not know, a pause that is no duration
 */
export function keyActions(plan: KeyPlan): KeyAction[] {
  const actions: KeyAction[] = [];
  let afterText = false;
  for (const step of plan) {
    for (const action of single(step)) {
      if (afterText && needsDistance(action)) {
        actions.push({ type: 'wait', ms: PIECE_INTERVAL_MS });
        afterText = false;
      }
      actions.push(action);
      if (action.type === 'text') afterText = true;
      if (action.type === 'wait') afterText = false;
    }
  }
  return actions;
}

/** A new line belongs to its text (measured: text and `C-j` at once are exact); Enter and the like do not. */
function needsDistance(action: KeyAction): boolean {
  return action.type === 'text' || (action.type === 'key' && action.key !== 'C-j');
}

function single(step: KeyStep): KeyAction[] {
  switch (step.type) {
    case 'text':
      assertText(step.text);
      return pieces(step.text).map((text) => ({ type: 'text', text }));
    case 'key':
      if (!isKeyName(step.key)) {
        const shown = JSON.stringify(step.key.slice(0, 40));
        throw new TmuxError(
          'invalid_argument',
          `tmux knows no key ${shown}; use a name such as Enter, Escape, Up, C-u or BTab.`,
        );
      }
      return [step];
    case 'pause':
      if (!Number.isFinite(step.ms) || step.ms < 0) {
        throw new TmuxError(
          'invalid_argument',
          `A pause of ${step.ms} ms is no duration; give milliseconds from 0.`,
        );
      }
      return [{ type: 'wait', ms: step.ms }];
  }
}

function assertText(text: string): void {
  const found = CONTROL.exec(text);
  if (found) {
    const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    throw new TmuxError(
      'invalid_argument',
      `A text step holds the control character U+${code} at offset ${found.index}; send it as a key step (a new line is C-j).`,
    );
  }
  if (!text.isWellFormed()) {
    throw new TmuxError('invalid_argument', 'A text step holds a lone surrogate; encode it again.');
  }
}

/** At most {@link PIECE_LENGTH} UTF-16 units each, and never half a character. */
function pieces(text: string): string[] {
  const list: string[] = [];
  let from = 0;
  while (from < text.length) {
    let to = Math.min(from + PIECE_LENGTH, text.length);
    if (to < text.length && isLowSurrogate(text.charCodeAt(to))) to--;
    list.push(text.slice(from, to));
    from = to;
  }
  return list;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
