import * as v from 'valibot';

/** A moment: ISO 8601 in UTC with milliseconds. */
export const timestampSchema = v.pipe(v.string(), v.isoTimestamp());

/** A moment of the clock (milliseconds since the epoch) as it goes over the wire. */
export function toTimestamp(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
