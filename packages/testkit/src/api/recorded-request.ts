import type { RequestKind } from './conversation.ts';
import type { JsonRecord } from './json.ts';

/** A request to the Messages API as the scripted server took it. */
export interface RecordedRequest {
  readonly kind: RequestKind;
  readonly sessionId: string | null;
  /** The prompt that the request goes on answering, exactly as it arrived, without CC's own additions. */
  readonly prompt: string | null;
  /** 0 for the request that brings the prompt, 1 for the one after the first reply, … */
  readonly turn: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body. */
  readonly body: JsonRecord;
  /** The HTTP status of the answer. */
  readonly status: number;
}

/** Enough for the longest test; older requests are dropped, since each body repeats the whole conversation. */
export const MAX_RECORDED_REQUESTS = 300;
