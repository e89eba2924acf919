import * as v from 'valibot';

/** The last moment that a timestamp with four digits of year can say. */
const LAST_MOMENT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Epoch milliseconds that can be told as a timestamp. What others wrote down as a time may be any number. */
export const momentSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LAST_MOMENT));
