/**
 * Every code that an error may carry, with the HTTP status it is answered with.
 * A code is stable; the sentence beside it may be reworded.
 */
export const ERROR_STATUS = {
  invalid_json: 400,
  invalid_request: 400,
  unauthorized: 401,
  forbidden_host: 403,
  forbidden_origin: 403,
  hook_forbidden: 403,
  not_found: 404,
  session_not_found: 404,
  method_not_allowed: 405,
  session_exited: 409,
  session_busy: 409,
  session_running: 409,
  nothing_pending: 409,
  dialog_open: 409,
  dialog_gone: 409,
  option_not_found: 409,
  not_a_question: 409,
  draft_in_box: 409,
  effect_not_seen: 409,
  not_in_foreground: 409,
  not_adopted: 409,
  already_ours: 409,
  body_too_large: 413,
  prompt_too_large: 413,
  workdir_not_absolute: 422,
  workdir_missing: 422,
  workdir_not_directory: 422,
  workdir_not_readable: 422,
  control_characters: 422,
  command_prefix: 422,
  answer_incomplete: 422,
  feedback_not_possible: 422,
  claude_not_found: 422,
  claude_too_old: 422,
  claude_exited: 422,
  resume_not_found: 422,
  pane_not_found: 422,
  no_claude_in_pane: 422,
  not_supported: 422,
  tmux_not_found: 503,
  tmux_too_old: 503,
  tmux_failed: 503,
  store_failed: 503,
  shutting_down: 503,
  internal: 500,
  // Never answered by the server; met by clients, the command line and embedders.
  server_unreachable: 503,
  server_answer_invalid: 502,
  port_in_use: 500,
  config_invalid: 500,
  state_dir_in_use: 500,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof ERROR_STATUS;

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_STATUS, value);
}
