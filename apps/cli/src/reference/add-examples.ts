import type { Command } from 'commander';
import { EXAMPLES } from './examples.ts';

/** Puts each command's examples at the end of its help. */
export function addExamples(command: Command, path: readonly string[] = []): void {
  const lines = EXAMPLES[path.join(' ')];
  if (lines) {
    const title = lines.length === 1 ? 'Example:' : 'Examples:';
    command.addHelpText('after', `\n${title}\n${lines.map((line) => `  ${line}`).join('\n')}`);
  }
  for (const child of command.commands) addExamples(child, [...path, child.name()]);
}
