/**
 * Milliseconds that Claude Code takes for these, at the least. Whoever drives it may count on them: a dialog that is drawn before its
 * hook is told, or whose turn is over before its end is drawn, is not there in Claude Code.
 */
export const PACE = {
  /** From the trust dialog to the first input box. */
  start: 400,
  /** From the first frame to the registry's first word. */
  ready: 100,
  /** From one page of questions to the first key that counts on the next. */
  page: 60,
  /** From a PermissionRequest hook to its dialog. */
  ask: 30,
  /** From a dialog's end to what it lets happen. */
  answered: 80,
  /** For a command such as /clear. */
  command: 60,
} as const;
