export interface Command {
  readonly name: string;
  readonly what: string;
}

/** The commands of Claude Code that the look-alike knows. */
const COMMANDS: readonly Command[] = [
  { name: '/clear', what: 'Start a new session with empty context' },
  { name: '/exit', what: 'Exit the CLI' },
  { name: '/help', what: 'Show help' },
  { name: '/quit', what: 'Exit the CLI' },
];

/** Those that begin like what stands in the box; none once it goes on behind a name. */
export function matchingCommands(text: string): readonly Command[] {
  if (!/^\/[a-z-]*$/.test(text)) return [];
  return COMMANDS.filter(({ name }) => name.startsWith(text));
}

/** The command that a prompt is; null where it is a prompt. */
export function commandOf(text: string): string | null {
  const name = /^\/[a-z][a-z-]*(?= |$)/.exec(text)?.[0];
  return name ?? null;
}

export function isKnownCommand(name: string): boolean {
  return COMMANDS.some((command) => command.name === name);
}
