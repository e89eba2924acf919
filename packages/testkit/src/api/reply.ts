import type { ModelStep, ModelTurn, StopReason } from '../model/step.ts';

export type ErrorStep = Extract<ModelStep, { type: 'error' }>;

export type ContentBlock =
  | {
      readonly type: 'text';
      readonly text: string;
      readonly chunkDelayMs: number;
      readonly chunkSize: number;
    }
  | { readonly type: 'thinking'; readonly text: string }
  | {
      readonly type: 'tool_use';
      readonly id: string;
      readonly name: string;
      readonly input: Record<string, unknown>;
    };

export type ReplyPart =
  | { readonly type: 'silence'; readonly delayMs: number }
  | { readonly type: 'block'; readonly block: ContentBlock };

/** A turn made ready to be sent: what comes in which order, and how it ends. */
export interface Reply {
  readonly parts: readonly ReplyPart[];
  readonly end:
    | { readonly type: 'stop'; readonly reason: StopReason }
    | { readonly type: 'error'; readonly error: ErrorStep };
  readonly headers: Readonly<Record<string, string>>;
  /** The tokens that the request is said to have taken; null for an estimate. */
  readonly inputTokens: number | null;
}

const CHUNK_SIZE = 40;

/** Steps after a `stop` or an `error` are not reached. */
export function planReply(turn: ModelTurn, toolUseId: (index: number) => string): Reply {
  const parts: ReplyPart[] = [];
  const headers: Record<string, string> = {};
  let inputTokens: number | null = null;
  let toolCount = 0;
  for (const step of turn) {
    switch (step.type) {
      case 'stop':
        return { parts, headers, inputTokens, end: { type: 'stop', reason: step.reason } };
      case 'error':
        return { parts, headers, inputTokens, end: { type: 'error', error: step } };
      case 'headers':
        Object.assign(headers, step.headers);
        break;
      case 'usage':
        inputTokens = step.inputTokens;
        break;
      case 'thinking':
        if (step.delayMs !== undefined) parts.push({ type: 'silence', delayMs: step.delayMs });
        if (step.text !== undefined) {
          parts.push({ type: 'block', block: { type: 'thinking', text: step.text } });
        }
        break;
      case 'text':
        parts.push({
          type: 'block',
          block: {
            type: 'text',
            text: step.text,
            chunkDelayMs: step.chunkDelayMs ?? 0,
            chunkSize: Math.max(1, step.chunkSize ?? CHUNK_SIZE),
          },
        });
        break;
      case 'tool': {
        const id = toolUseId(toolCount);
        parts.push({
          type: 'block',
          block: { type: 'tool_use', id, name: step.name, input: step.input },
        });
        toolCount += 1;
        break;
      }
      case 'exit':
        // `playableByApi` has refused the script.
        break;
    }
  }
  const reason = toolCount > 0 ? 'tool_use' : 'end_turn';
  return { parts, headers, inputTokens, end: { type: 'stop', reason } };
}

/** Pieces of at most `size` characters that cut no character in two. */
export function chunksOf(text: string, size: number): string[] {
  const characters = Array.from(text);
  const chunks: string[] = [];
  for (let start = 0; start < characters.length; start += size) {
    chunks.push(characters.slice(start, start + size).join(''));
  }
  return chunks;
}
