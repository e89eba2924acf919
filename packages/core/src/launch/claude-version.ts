/** A Claude Code version, as `claude --version` prints it: `2.1.330 (Claude Code)`. */
export interface ClaudeVersion {
  text: string;
  parts: readonly [number, number, number];
}

/** The oldest Claude Code that Aegis's screens were measured on. */
export const MINIMUM_CLAUDE_VERSION = parseClaudeVersion('1.0.128');

/** First version whose settings take `type: "http"` hooks (its changelog). */
const HTTP_HOOKS: ClaudeVersion['parts'] = [2, 1, 63];
/** First version with the PermissionRequest event (its changelog). */
const PERMISSION_REQUEST: ClaudeVersion['parts'] = [2, 0, 45];

export interface ClaudeCapabilities {
  httpHooks: boolean;
  permissionRequest: boolean;
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

export function capabilitiesOf(version: ClaudeVersion): ClaudeCapabilities {
  return {
    httpHooks: isAtLeast(version.parts, HTTP_HOOKS),
    permissionRequest: isAtLeast(version.parts, PERMISSION_REQUEST),
  };
}
