import { isAtLeast, parseClaudeVersion } from '@aegis/protocol';

/** What a recording was made with. */
export interface Setting {
  /** Of Claude Code: `2.1.330`. */
  version: string;
  cols: number;
  rows: number;
  /** `fullscreen` draws on the alternate screen; builds before it exist only in `classic`. */
  renderer: 'classic' | 'fullscreen';
  theme: 'dark' | 'light';
}

/** Whether the build is this version or a later one; a text that is no version is none. */
export function isSince({ version }: Pick<Setting, 'version'>, first: string): boolean {
  const [known, least] = [parseClaudeVersion(version), parseClaudeVersion(first)];
  return known !== null && least !== null && isAtLeast(known.parts, least.parts);
}

/** `120x40.classic.dark`, as in the names of recordings. */
export function lookOf({ cols, rows, renderer, theme }: Setting): string {
  return `${cols}x${rows}.${renderer}.${theme}`;
}
