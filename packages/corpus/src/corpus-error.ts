export type CorpusErrorCode =
  | 'invalid_argument'
  | 'labels_differ'
  | 'recording_not_found'
  | 'scenario_busy'
  | 'scenario_not_found'
  | 'step_failed';

/** Thrown by this package for a reason of its own; the message says what to do. */
export class CorpusError extends Error {
  override readonly name = 'CorpusError';
  readonly code: CorpusErrorCode;

  constructor(code: CorpusErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
