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
  /** Claude Code's id for a new conversation; null where this version chooses it by itself. */
  claudeSessionId: string | null;
  settingsPath: string;
  /** The first prompt, where it fits an argument. */
  prompt: string | null;
}

/** Claude Code's command line. The prompt stands last, behind `--`, so that no flag that takes a list swallows it. */
export function buildArgv(input: ArgvInput): [string, ...string[]] {
  const { command, request } = input;
  const [program, ...fixed] = command;
  const argv: [string, ...string[]] = [program, ...fixed];
  const { resumeSessionId: resumed, forkSession = false } = request;
  if (resumed !== undefined) argv.push('--resume', resumed);
  if (resumed !== undefined && forkSession) argv.push('--fork-session');
  if ((resumed === undefined || forkSession) && input.claudeSessionId !== null) {
    argv.push('--session-id', input.claudeSessionId);
  }
  argv.push('--permission-mode', request.permissionMode ?? 'default');
  if (request.model !== undefined) argv.push('--model', request.model);
  argv.push('--settings', input.settingsPath);
  argv.push(...(request.claudeArgs ?? []));
  if (input.prompt !== null) argv.push('--', input.prompt);
  return argv;
}

/** Whether a first prompt can be an argument. */
export function fitsArgument(prompt: string): boolean {
  return new TextEncoder().encode(prompt).length <= MAX_ARGUMENT_PROMPT_BYTES;
}
