import { AegisAnswerError, toErrorBody } from '@aegis/client';
import { AegisError, type ErrorCode } from '@aegis/protocol';
import { CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';
import { type CliIo, Interruption } from './io.ts';
import { neutralise, toSafeJson } from './text/neutralise.ts';
import { UsageError } from './usage-error.ts';

/** What to do next on the command line, where the sentence of the error does not say it in its terms. */
const NEXT_STEP: Partial<Record<ErrorCode, string>> = {
  unauthorized:
    'Set AEGIS_AUTH_TOKEN to the token of the server, or to one that aegis token create made.',
  scope_missing:
    'Set AEGIS_AUTH_TOKEN to a token with that scope; who has the admin token can make one: aegis token create.',
  too_many_attempts: 'Correct AEGIS_AUTH_TOKEN first: a right token is taken at once.',
  token_not_found: 'aegis token ls shows the tokens.',
  session_not_found: 'aegis ls shows the sessions.',
  template_not_found: 'aegis template ls shows the templates.',
  pipeline_not_found: 'aegis pipeline ls shows the pipelines.',
  memory_not_found: 'aegis memory ls shows the entries.',
  webhook_not_found: 'aegis webhook ls shows the webhooks.',
  gate_not_found: 'aegis gate SESSION runs one.',
  session_running: 'aegis kill SESSION ends it.',
  session_busy: 'aegis wait SESSION waits for its turn to end; aegis interrupt SESSION stops it.',
  template_exists: 'aegis template add --replace puts another one in its place.',
  variable_missing: 'Give it with --var NAME=VALUE; aegis template show TEMPLATE lists them.',
  variable_unknown: 'aegis template show TEMPLATE lists the variables.',
  pipeline_invalid: 'aegis pipeline check FILE checks it without running it.',
  pipeline_running: 'aegis pipeline watch ID follows it; aegis pipeline cancel ID stops it.',
  pipeline_ended: 'aegis pipeline show ID shows how.',
  gate_running: 'aegis gate SESSION --last shows its report once it is done.',
  option_not_found: 'aegis status SESSION shows the rows of the dialog.',
  resume_not_found: 'aegis create starts a new conversation.',
  not_a_repository: 'Run git init there first, or leave the worktree out.',
  port_in_use: 'Set AEGIS_PORT to a free port; aegis doctor says what answers there.',
  server_unreachable: 'aegis doctor says what is there, and what to do.',
  nothing_pending: 'aegis status SESSION shows what it does instead.',
  dialog_open: 'aegis status SESSION shows the dialog; aegis approve, reject or answer settles it.',
  dialog_gone: 'aegis status SESSION shows what it waits on now.',
  not_a_question: 'aegis approve or aegis reject answers it.',
  claude_not_found: 'aegis doctor checks what is installed.',
  tmux_not_found: 'aegis doctor checks what is installed.',
};

function exitCodeOf({ code, status }: AegisError): number {
  if (code === 'server_unreachable') return EXIT.unreachable;
  if (code === 'invalid_request' || code === 'config_invalid') return EXIT.usage;
  if (status === 404) return EXIT.notFound;
  if (status === 409) return EXIT.conflict;
  return EXIT.failed;
}

function asAegisError(error: unknown): AegisError {
  if (AegisError.is(error)) return error;
  if (error instanceof UsageError || error instanceof CommanderError) {
    return new AegisError('invalid_request', error.message.replace(/^error: /, ''));
  }
  const text = error instanceof Error ? error.message : String(error);
  return new AegisError('internal', `It failed unexpectedly: ${text}`, { cause: error });
}

function requestOf(error: AegisError): string {
  return error instanceof AegisAnswerError && error.requestId !== null
    ? `, request ${error.requestId}`
    : '';
}

/** Says on stderr what went wrong: the error's body with `--json`, else a sentence. Returns the exit code. */
export function reportError(error: unknown, io: CliIo, json: boolean): number {
  if (error instanceof Interruption) return error.exitCode;
  const known = asAegisError(error);
  if (json) {
    io.stderr.write(`${toSafeJson(toErrorBody(known))}\n`);
    return exitCodeOf(known);
  }
  const step = NEXT_STEP[known.code];
  const lines = [`aegis: ${known.message} (${known.code}${requestOf(known)})`];
  if (step !== undefined) lines.push(`  ${step}`);
  io.stderr.write(`${neutralise(lines.join('\n'))}\n`);
  return exitCodeOf(known);
}
