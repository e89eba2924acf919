import * as v from 'valibot';
import { listOrEmpty, recordOrNull, stringOrNull, trueOrFalse } from './fields.ts';

const sourceSchema = v.fallback(
  v.nullable(
    v.object({
      type: stringOrNull,
      media_type: stringOrNull,
      data: stringOrNull,
      url: stringOrNull,
    }),
  ),
  null,
);

const blockSchema = v.object({
  type: v.string(),
  text: stringOrNull,
  thinking: stringOrNull,
  id: stringOrNull,
  name: stringOrNull,
  input: recordOrNull,
  tool_use_id: stringOrNull,
  content: v.optional(v.unknown()),
  is_error: trueOrFalse,
  title: stringOrNull,
  source: sourceSchema,
});

/** A content block of the Messages API, with every field that any kind of block has. */
export type Block = v.InferOutput<typeof blockSchema>;

const messageSchema = v.object({
  id: stringOrNull,
  model: stringOrNull,
  stop_reason: stringOrNull,
  content: v.optional(v.unknown()),
});

export interface ApiMessage {
  id: string | null;
  model: string | null;
  stopReason: string | null;
  content: unknown;
}

/** The `message` of a user or assistant entry. */
export function apiMessage(raw: Readonly<Record<string, unknown>>): ApiMessage | null {
  const result = v.safeParse(messageSchema, raw['message']);
  if (!result.success) return null;
  const { id, model, stop_reason: stopReason, content } = result.output;
  return { id, model, stopReason, content };
}

/** Content as blocks: a string is one text block, and what is no block is left out as null, keeping its place. */
export function toBlocks(content: unknown): (Block | null)[] {
  if (typeof content === 'string') return [v.parse(blockSchema, { type: 'text', text: content })];
  return v.parse(listOrEmpty, content).map((value) => {
    const result = v.safeParse(blockSchema, value);
    return result.success ? result.output : null;
  });
}
