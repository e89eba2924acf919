import { AegisError, assertPromptText } from '@aegis/protocol';

/** What Claude Code takes for a command of its own, also behind blanks; a path such as `/home/x` is none. */
const COMMAND = /^\s*(\/[\w:-]+)(?:\s|$)/;

/**
 * @throws AegisError what `assertPromptText` throws, and `command_prefix` for text that would run a command instead of
 * reaching the model
 */
export function checkPrompt(text: string, field: string): void {
  assertPromptText(text, field);
  const command = COMMAND.exec(text)?.[1];
  if (command === undefined) return;
  throw new AegisError(
    'command_prefix',
    `\`${field}\` begins with "${command}", which Claude Code would run as a command instead of reading it. Put a word before it.`,
    { details: { field, command } },
  );
}
