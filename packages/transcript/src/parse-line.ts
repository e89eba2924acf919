import { isValueTooDeep, timestampSchema } from '@aegis/protocol';
import * as v from 'valibot';
import { record, stringOrNull, trueOrFalse } from './fields.ts';
import type { Entry } from './types.ts';

/** How much of a line that is no entry is kept. */
const KEPT_CHARACTERS = 1_000;

const entryFields = v.object({
  type: v.fallback(v.string(), 'unknown'),
  uuid: stringOrNull,
  parentUuid: stringOrNull,
  logicalParentUuid: stringOrNull,
  sessionId: stringOrNull,
  timestamp: v.fallback(v.nullable(timestampSchema), null),
  isSidechain: trueOrFalse,
});

/** Why a line is `invalid`; in its `raw.problem`. */
export type LineProblem = 'not_json' | 'not_an_object' | 'too_long' | 'too_deep';

/**
 * One line of a transcript, with or without its newline. Never throws: a line that is not a JSON object,
 * or that is nested too deep to be handed on, becomes an entry of type `invalid`.
 * @param start byte offset of the line's first byte
 * @param end byte offset after its newline
 */
export function parseLine(line: Uint8Array | string, start: number, end: number): Entry {
  const text = typeof line === 'string' ? line : new TextDecoder().decode(line);
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return invalidLine(text, 'not_json', { start, end });
  }
  if (Array.isArray(raw) || !v.is(record, raw)) {
    return invalidLine(text, 'not_an_object', { start, end });
  }
  if (isValueTooDeep(raw)) return invalidLine(text, 'too_deep', { start, end });
  return { ...v.parse(entryFields, raw), raw, start, end };
}

/** The entry that stands for a line which could not be read. */
export function invalidLine(
  text: string,
  problem: LineProblem,
  { start, end }: { start: number; end: number },
): Entry {
  return {
    type: 'invalid',
    uuid: null,
    parentUuid: null,
    logicalParentUuid: null,
    sessionId: null,
    timestamp: null,
    isSidechain: false,
    raw: { raw: text.slice(0, KEPT_CHARACTERS), problem },
    start,
    end,
  };
}
