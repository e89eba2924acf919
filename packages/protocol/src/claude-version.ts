/** A Claude Code version, as `claude --version` prints it: `2.1.330 (Claude Code)`. */
export interface ClaudeVersion {
  text: string;
  parts: readonly [number, number, number];
}

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
