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

/** Whether the build is this version or a later one. */
export function isSince({ version }: Pick<Setting, 'version'>, first: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, word] of first.split('.').entries()) {
    const part = parts[index] ?? 0;
    if (part !== Number(word)) return part > Number(word);
  }
  return true;
}

/** `120x40.classic.dark`, as in the names of recordings. */
export function lookOf({ cols, rows, renderer, theme }: Setting): string {
  return `${cols}x${rows}.${renderer}.${theme}`;
}
