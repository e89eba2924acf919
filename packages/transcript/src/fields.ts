import * as v from 'valibot';

/**
 * Fields as Claude Code may or may not have written them: what is missing or of another kind becomes the
 * fallback, so that one odd field never costs the whole line.
 */
export const stringOrNull = v.fallback(v.nullable(v.string()), null);
export const trueOrFalse = v.fallback(v.boolean(), false);
export const numberOrNull = v.fallback(v.nullable(v.pipe(v.number(), v.finite())), null);
/** A count, such as of tokens; so bounded that no file can make a sum inexact. */
export const countOrZero = v.fallback(
  v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(1e10)),
  0,
);
export const record = v.record(v.string(), v.unknown());
export const recordOrNull = v.fallback(v.nullable(record), null);
export const listOrEmpty = v.fallback(v.array(v.unknown()), []);
