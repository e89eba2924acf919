import type { CreateSessionBody } from '@aegis/protocol';

/**
 * The most bytes that a prompt may have to go as an argument. The kernel's limit for one argument is 128 KiB
 * (`MAX_ARG_STRLEN`); a longer prompt is typed instead.
 */
export const MAX_ARGUMENT_PROMPT_BYTES = 120_000;

export interface ArgvInput {
  command: readonly [string, ...string[]];
  request: Pick<
    CreateSessionBody,
    'permissionMode' | 'model' | 'claudeArgs' | 'resumeSessionId' | 'forkSession'
  >;
  /** Claude Code's id for a new conversation. */
  claudeSessionId: string;
  settingsPath: string | null;
  /** The first prompt, where it fits an argument. */
  prompt: string | null;
}

/** Claude Code's command line. The prompt stands last, behind `--`, so that no flag that takes a list swallows it. */
export function buildArgv(input: ArgvInput): [string, ...string[]] {
  const { command, request } = input;
  const [program, ...fixed] = command;
  const argv: [string, ...string[]] = [program, ...fixed];
  if (request.resumeSessionId === undefined) {
    argv.push('--session-id', input.claudeSessionId);
  } else {
    argv.push('--resume', request.resumeSessionId);
    if (request.forkSession === true) {
      argv.push('--fork-session', '--session-id', input.claudeSessionId);
    }
  }
  argv.push('--permission-mode', request.permissionMode ?? 'default');
  if (request.model !== undefined) argv.push('--model', request.model);
  if (input.settingsPath !== null) argv.push('--settings', input.settingsPath);
  argv.push(...(request.claudeArgs ?? []));
  if (input.prompt !== null) argv.push('--', input.prompt);
  return argv;
}

/** Whether a first prompt can be an argument. */
export function fitsArgument(prompt: string): boolean {
  return new TextEncoder().encode(prompt).length <= MAX_ARGUMENT_PROMPT_BYTES;
}
