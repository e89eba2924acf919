export type TestkitErrorCode =
  | 'claude_not_fetched'
  | 'claude_not_installed'
  | 'claude_version_differs'
  | 'command_failed'
  | 'command_not_found'
  | 'look_alike_not_built'
  | 'node_pty_not_installed'
  | 'scenario_invalid'
  | 'step_not_playable'
  | 'timed_out';

/** Thrown by every function of this package that fails for a reason of its own. */
export class TestkitError extends Error {
  override readonly name = 'TestkitError';
  readonly code: TestkitErrorCode;

  constructor(code: TestkitErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
