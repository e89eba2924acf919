/** A Claude Code version, as `claude --version` prints it: `2.1.330 (Claude Code)`. */
export interface ClaudeVersion {
  text: string;
  parts: readonly [number, number, number];
}

/** The oldest Claude Code that can be given hooks of ours: the first one with `--settings` (its changelog). */
export const MINIMUM_CLAUDE_VERSION: ClaudeVersion = { text: '1.0.61', parts: [1, 0, 61] };

/** The oldest Claude Code that Aegis's screens, flags and hooks were measured on. Older ones are started with a warning. */
export const OLDEST_MEASURED_VERSION: ClaudeVersion = { text: '1.0.128', parts: [1, 0, 128] };

export function parseClaudeVersion(output: string): ClaudeVersion | null {
  const match = /^(\d{1,5})\.(\d{1,5})\.(\d{1,6})/.exec(output.trim());
  if (!match) return null;
  const [text, major, minor, patch] = match;
  return { text, parts: [Number(major), Number(minor), Number(patch)] };
}

export function isAtLeast(version: ClaudeVersion['parts'], least: ClaudeVersion['parts']): boolean {
  for (const [index, part] of version.entries()) {
    const other = least[index] ?? 0;
    if (part !== other) return part > other;
  }
  return true;
}
