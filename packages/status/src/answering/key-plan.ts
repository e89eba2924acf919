/** Keys that dialogs know, by the names that tmux's `send-keys` takes. */
export type DialogKey = 'Up' | 'Down' | 'Enter' | 'Tab' | 'Escape';

/** What the next reading must show before anything else is pressed. */
export type Expectation =
  /** Another row is highlighted than before. */
  | { type: 'moved' }
  | { type: 'ticked'; label: string; checked: boolean }
  /** The highlighted row holds this text. */
  | { type: 'typed'; text: string }
  /** The row became one that takes text. */
  | { type: 'editable' }
  /** The dialog is closed, or shows another page. */
  | { type: 'gone' };

/**
 * The next thing to do in a dialog. Never more than one change ahead: press, read the screen again, check `expect`,
 * and ask for the next step with what was read. A key that got lost is then simply pressed again.
 */
export type KeyStepPlan =
  | { type: 'keys'; keys: readonly DialogKey[]; expect: Expectation }
  | { type: 'text'; text: string; expect: Expectation }
  | { type: 'blocked'; reason: string };

/** What is wanted from a dialog. Rows are named by their labels, since numbers and positions differ. */
export type DialogTarget =
  | { type: 'choose'; label: string }
  /** Multi-select: exactly these rows ticked, and a text of one's own written where there is one; then on to the next page. */
  | { type: 'tick'; labels: readonly string[]; text: string | null }
  /** Type into the row for free text, and send it. */
  | { type: 'write'; text: string }
  /** Decline, and say why. */
  | { type: 'decline'; feedback: string }
  /** Close it without an answer: a question has no row for that. */
  | { type: 'dismiss' };
