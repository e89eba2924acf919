import type { KeyPress } from '../ports/runtime.ts';

/** What Claude Code makes of a pasted tab; a typed one is a key to it and vanishes (measured on 2.1.330). */
const TAB_AS_SPACES = '    ';

/** A prompt as Claude Code can take it by typing: it trims the end of every prompt and has no tabs. */
export function asReceived(text: string): string {
  return text.replaceAll('\t', TAB_AS_SPACES).trimEnd();
}

function typed(text: string): KeyPress[] {
  const keys: KeyPress[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    // Ctrl-J is a newline in the box; Enter would submit.
    if (index > 0) keys.push({ type: 'key', key: 'C-j' });
    if (line !== '') keys.push({ type: 'text', text: line });
  }
  return keys;
}

/**
 * The keys that put a text into Claude Code's empty box, exactly (measured on 2.1.330). The space at the end closes the
 * file and command menus that Enter would choose from, and keeps a last backslash from making Enter a newline; Claude
 * Code trims it. A first `!` would switch the box to shell mode, so it is typed behind a letter that is then deleted.
 */
export function typingPlan(text: string): KeyPress[] {
  const body = `${asReceived(text)} `;
  if (!body.startsWith('!')) return typed(body);
  return [
    { type: 'text', text: 'x!' },
    { type: 'key', key: 'C-a' },
    { type: 'key', key: 'C-d' },
    { type: 'key', key: 'C-e' },
    ...typed(body.slice(1)),
  ];
}

/** Longest stretch of the box that is compared with what was typed. */
const COMPARED_CHARACTERS = 2_000;
/** Characters of a box that is known to show only the end of a long text. */
const PARTIAL_CHARACTERS = 400;

function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, '');
}

/** Whether the box holds the whole text. It wraps lines and, when the text is long, shows only its end. */
export function boxShows(boxText: string, text: string): boolean {
  const shown = squeezed(boxText);
  const whole = squeezed(text);
  if (shown === whole) return true;
  return shown.length >= PARTIAL_CHARACTERS && whole.endsWith(shown.slice(-COMPARED_CHARACTERS));
}
