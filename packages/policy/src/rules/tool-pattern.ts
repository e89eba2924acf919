import type { PolicyRule } from '@aegis/protocol';

/** A rule's field, which is one pattern or several, as several. */
export function listOf(patterns: string | readonly string[]): readonly string[] {
  return typeof patterns === 'string' ? [patterns] : patterns;
}

/** Whether a rule is for a tool of this name; `*` stands for any text. */
export function isForTool({ tool }: Pick<PolicyRule, 'tool'>, toolName: string): boolean {
  return listOf(tool).some((pattern) => matchesText(pattern, toolName));
}

/** Whether a rule names this tool by its whole name. */
export function namesTool({ tool }: Pick<PolicyRule, 'tool'>, toolName: string): boolean {
  return listOf(tool).includes(toolName);
}

/** Whether `text` is of the form of `pattern`, in which `*` stands for any text. */
export function matchesText(pattern: string, text: string): boolean {
  return textMatcher(pattern.split('*')).test(text);
}

/** Matches these pieces with any text between them. */
export function textMatcher(pieces: readonly string[]): RegExp {
  return new RegExp(`^${pieces.map(escaped).join('[^]*')}$`);
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
