/** One thing that the scripted model does within a turn. */
export type ModelStep =
  | {
      readonly type: 'text';
      readonly text: string;
      /** Milliseconds between two chunks of the stream; 0 where left out. */
      readonly chunkDelayMs?: number;
      /** Characters in a chunk; 40 where left out. */
      readonly chunkSize?: number;
    }
  | {
      readonly type: 'thinking';
      /** A thinking block with this text; silence where left out. */
      readonly text?: string;
      /** Milliseconds of silence before the block. */
      readonly delayMs?: number;
    }
  | {
      readonly type: 'tool';
      readonly name: string;
      readonly input: Record<string, unknown>;
      /** What the look-alike answers in place of running the tool; the real Claude Code runs every tool. */
      readonly result?: { readonly content: string; readonly isError: boolean };
    }
  | {
      readonly type: 'error';
      /** HTTP status; sent as an SSE `error` event where the turn has said something before. */
      readonly status: number;
      /** The API's own name, e.g. `overloaded_error`. */
      readonly errorType: string;
      readonly message: string;
      /** Seconds, sent as the `retry-after` header. */
      readonly retryAfter?: number;
    }
  | { readonly type: 'stop'; readonly reason: 'end_turn' | 'max_tokens' | 'refusal' }
  | {
      readonly type: 'headers';
      /** Of the HTTP response to the turn, wherever in the turn the step stands. */
      readonly headers: Readonly<Record<string, string>>;
    }
  | {
      readonly type: 'usage';
      /** What the reply says that the request took, in place of an estimate. */
      readonly inputTokens: number;
    }
  | {
      /** The look-alike ends there and then, as a program that crashed. */
      readonly type: 'exit';
      readonly code: number;
    };

/** What the model does in answer to one request. */
export type ModelTurn = readonly ModelStep[];

/** The turns of a script: a step alone is a turn with that one step. */
export type ModelScript = readonly (ModelTurn | ModelStep)[];

export type StopReason = 'end_turn' | 'tool_use' | 'max_tokens' | 'refusal';

export function isTurn(entry: ModelTurn | ModelStep): entry is ModelTurn {
  return Array.isArray(entry);
}

export function toTurns(script: ModelScript): readonly ModelTurn[] {
  return script.map((entry) => (isTurn(entry) ? entry : [entry]));
}
