import { AegisError, assertPromptText } from '@aegis/protocol';

/**
 * A slash command as it is typed: with its slash, and without blanks around it.
 * @throws AegisError `command_not_possible`, and what the text check throws
 */
export function toSlashCommand(given: string): string {
  assertPromptText(given, 'command');
  const trimmed = given.trim();
  const command = trimmed.startsWith('/') ? trimmed : `/${trimmed}`;
  if (/^\/[^\s/]+(?:\s|$)/.test(command)) return command;
  throw new AegisError(
    'command_not_possible',
    `"${command.slice(0, 80)}" is no slash command: that is a slash and a name, then what it is given, such as /model opus. Send text with /send.`,
    { details: { command } },
  );
}

/**
 * A shell command as it is typed behind the `!`.
 * @throws AegisError what the text check throws
 */
export function toShellCommand(given: string): string {
  assertPromptText(given, 'command');
  return given.trim();
}
