import * as v from 'valibot';
import { cursorSchema } from './ids.ts';
import { integerParameter } from './session.ts';
import { sessionStatusSchema } from './status.ts';
import { timestampSchema } from './time.ts';

export const MESSAGE_ROLES = ['user', 'assistant', 'system'] as const;
export const CONTENT_TYPES = [
  'text',
  'thinking',
  'tool_use',
  'tool_result',
  'image',
  'document',
  'other',
] as const;

/** One piece of the conversation: a content block with the message that it belongs to. */
export const messageSchema = v.object({
  /** Stable over reads: the entry's uuid and the block's place in it. */
  id: v.string(),
  role: v.picklist(MESSAGE_ROLES),
  contentType: v.picklist(CONTENT_TYPES),
  text: v.string(),
  timestamp: v.nullable(timestampSchema),
  toolName: v.nullable(v.string()),
  toolUseId: v.nullable(v.string()),
  toolInput: v.nullable(v.record(v.string(), v.unknown())),
  isError: v.boolean(),
  /** Written by a subagent, not in the main conversation. */
  isSidechain: v.boolean(),
  model: v.nullable(v.string()),
});
export type Message = v.InferOutput<typeof messageSchema>;

export const readQuerySchema = v.strictObject({
  after: v.optional(cursorSchema),
  limit: v.optional(integerParameter(1, 10_000)),
  role: v.optional(v.picklist(MESSAGE_ROLES)),
});
export type ReadQuery = v.InferOutput<typeof readQuerySchema>;
export type ReadInput = { after?: string; limit?: number; role?: (typeof MESSAGE_ROLES)[number] };

export const readResultSchema = v.object({
  messages: v.array(messageSchema),
  status: sessionStatusSchema,
  statusText: v.nullable(v.string()),
  cursor: v.nullable(cursorSchema),
});
export type ReadResult = v.InferOutput<typeof readResultSchema>;

export const PANE_FORMATS = ['text', 'ansi', 'json'] as const;
export const paneQuerySchema = v.strictObject({
  format: v.optional(v.picklist(PANE_FORMATS)),
  history: v.optional(integerParameter(0, 100_000)),
});
export type PaneQuery = v.InferOutput<typeof paneQuerySchema>;
export type PaneInput = { format?: (typeof PANE_FORMATS)[number]; history?: number };

export const paneLineSchema = v.object({ text: v.string(), wrapped: v.boolean() });

export const paneResultSchema = v.object({
  /** The screen as one string: plain (`text`, `json`) or with its escape sequences (`ansi`). */
  pane: v.string(),
  cols: v.number(),
  rows: v.number(),
  cursor: v.object({ x: v.number(), y: v.number(), visible: v.boolean() }),
  title: v.string(),
  alternate: v.boolean(),
  /** Line by line, with `format=json`. */
  lines: v.optional(v.array(paneLineSchema)),
});
export type PaneResult = v.InferOutput<typeof paneResultSchema>;
