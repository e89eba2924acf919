import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { eventsQuerySchema } from './event.ts';
import { paneQuerySchema, readQuerySchema } from './read.ts';
import { listSessionsQuerySchema, MAX_WAIT_MS, waitQuerySchema } from './session.ts';

describe('query strings', () => {
  test('lists of statuses are separated by commas', () => {
    const query = { status: 'idle, working', limit: '5' };
    expect(v.parse(listSessionsQuerySchema, query)).toEqual({
      status: ['idle', 'working'],
      limit: 5,
    });
    expect(v.parse(waitQuerySchema, { status: 'exited' })).toEqual({ status: ['exited'] });
  });

  test.each(['', 'idle,', 'asleep', 'idle;working', 'Idle'])('no status: %j', (status) => {
    expect(v.is(listSessionsQuerySchema, { status })).toBe(false);
    expect(v.is(waitQuerySchema, { status })).toBe(false);
  });

  test.each<[v.GenericSchema, string, number, number]>([
    [listSessionsQuerySchema, 'limit', 1, 500],
    [waitQuerySchema, 'timeoutMs', 0, MAX_WAIT_MS],
    [readQuerySchema, 'limit', 1, 10_000],
    [paneQuerySchema, 'history', 0, 100_000],
  ])('numbers have both ends: %#', (schema, name, least, most) => {
    expect(v.parse(schema, { [name]: String(least) })).toEqual({ [name]: least });
    expect(v.parse(schema, { [name]: String(most) })).toEqual({ [name]: most });
    const refused = [least - 1, most + 1, 1.5, '', ' 1', '1e3', '0x10', 'x', -1];
    for (const value of refused) expect(v.is(schema, { [name]: String(value) })).toBe(false);
    expect(v.is(schema, { [name]: least })).toBe(false);
  });

  test('event ids are numbers of up to 15 digits', () => {
    expect(v.parse(eventsQuerySchema, { after: '0' })).toEqual({ after: 0 });
    expect(v.parse(eventsQuerySchema, { after: '9'.repeat(15) })).toEqual({ after: 1e15 - 1 });
    for (const after of ['', '-1', '1.5', 'latest', '9'.repeat(16)]) {
      expect(v.is(eventsQuerySchema, { after })).toBe(false);
    }
  });

  test('a misspelt parameter is refused rather than passed over', () => {
    for (const schema of [
      listSessionsQuerySchema,
      waitQuerySchema,
      readQuerySchema,
      paneQuerySchema,
      eventsQuerySchema,
    ]) {
      expect(v.is(schema, {})).toBe(true);
      expect(v.is(schema, { timeout: '5' })).toBe(false);
    }
  });
});
