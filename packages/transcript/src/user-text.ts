/**
 * Whose words a text in a user entry is. Claude Code writes much of its own into user entries, marked by tags
 * (measured on 2.1.330; older versions have the same tags).
 */
export type UserText =
  /** Typed by the person; a command or a shell line as it was typed. */
  | { kind: 'prompt' | 'command' | 'shell'; text: string }
  /** What a command or a shell line printed. */
  | { kind: 'output'; text: string }
  /** Esc was pressed. */
  | { kind: 'interrupt'; text: string }
  /** A background task, a teammate or another session spoke, and the model is woken by it. */
  | { kind: 'notification'; text: string }
  /** Claude Code's own remark to the model. */
  | { kind: 'remark'; text: string };

const OUTPUT_TAGS = ['local-command-stdout', 'local-command-stderr', 'bash-stdout', 'bash-stderr'];
const NOTIFICATION_TAGS = ['task-notification', 'teammate-message', 'cross-session-message'];
const REMARK_TAGS = ['system-reminder', 'local-command-caveat'];
const INTERRUPT = '[Request interrupted by user';

/** For a text that is not known to be the person's own; see `origin` in `user-entry.ts`. */
export function classifyUserText(text: string): UserText {
  const trimmed = text.trim();
  if (trimmed.startsWith(INTERRUPT)) return { kind: 'interrupt', text };
  if (!trimmed.startsWith('<')) return { kind: 'prompt', text };
  const starts = (tag: string): boolean =>
    trimmed.startsWith(`<${tag}>`) || trimmed.startsWith(`<${tag} `);

  if (starts('command-name') || starts('command-message')) {
    const name = tagContent(trimmed, 'command-name');
    if (name === null) return { kind: 'prompt', text };
    const parameters = tagContent(trimmed, 'command-args')?.trim() ?? '';
    return { kind: 'command', text: parameters === '' ? name : `${name} ${parameters}` };
  }
  const shell = starts('bash-input') ? tagContent(trimmed, 'bash-input') : null;
  if (shell !== null) return { kind: 'shell', text: `!${shell}` };
  if (OUTPUT_TAGS.some(starts)) return { kind: 'output', text: outputText(trimmed) };
  if (NOTIFICATION_TAGS.some(starts)) return { kind: 'notification', text };
  if (REMARK_TAGS.some(starts)) return { kind: 'remark', text };
  return { kind: 'prompt', text };
}

/** The contents of the output tags, one after the other, without the terminal colours that Claude Code puts in. */
export function outputText(text: string): string {
  const parts = OUTPUT_TAGS.map((tag) => tagContent(text, tag)).filter((part) => part !== null);
  const joined = parts.length === 0 ? text : parts.filter((part) => part !== '').join('\n');
  // eslint-disable-next-line no-control-regex -- finding escape sequences is what it is for
  return joined.replaceAll(/\u001b\[[\d;]*m/g, '');
}

/** Between the first opening tag and the last closing one, so that the content may hold the tag itself. */
export function tagContent(text: string, tag: string): string | null {
  const open = `<${tag}>`;
  const start = text.indexOf(open);
  const end = text.lastIndexOf(`</${tag}>`);
  return start === -1 || end < start ? null : text.slice(start + open.length, end);
}
