import * as v from 'valibot';
import { sendResultSchema } from './delivery.ts';

const line = v.pipe(
  v.string(),
  v.minLength(1, 'must not be empty'),
  v.maxLength(10_000),
  // eslint-disable-next-line no-control-regex -- a command is one line, and presses no key
  v.regex(/^[^\u0000-\u001f\u007f-\u009f]*$/u, 'must be one line without control characters'),
);

/** A slash command, with or without its slash: `compact`, `/model opus`. */
export const commandBodySchema = v.strictObject({
  command: line,
  idempotencyKey: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
});
export type CommandBody = v.InferOutput<typeof commandBodySchema>;

/** `timeoutMs`: how long to wait for its end; default 60,000. It goes on after that. */
export const bashBodySchema = v.strictObject({
  command: line,
  timeoutMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(600_000))),
  idempotencyKey: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
});
export type BashBody = v.InferOutput<typeof bashBodySchema>;

/** What Claude Code wrote down of a shell command; null while it has not. */
export const bashResultSchema = v.object({
  ...sendResultSchema.entries,
  stdout: v.nullable(v.string()),
  stderr: v.nullable(v.string()),
});
export type BashResult = v.InferOutput<typeof bashResultSchema>;
