import type { ElicitRequestFormParams, ElicitResult } from '@modelcontextprotocol/sdk/types.js';

export interface AskOptions {
  signal: AbortSignal;
  /** Milliseconds that the user gets. */
  timeoutMs: number;
}

/** Puts a form to the MCP client's user. Rejects where the signal is aborted, the time is over, or the client fails. */
export type AskUser = (
  form: Pick<ElicitRequestFormParams, 'message' | 'requestedSchema'>,
  options: AskOptions,
) => Promise<ElicitResult>;
