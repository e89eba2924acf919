import fc from 'fast-check';
import { StoreError } from '../store-error.ts';
import { eventOf, outboxRow, sessionRow } from './store-samples.ts';
import { OUTBOX_STATES, type JsonObject, type JsonValue, type SessionStore } from '../types.ts';

/** One call, or several in a transaction that is kept or thrown away. */
export type Operation =
  | { call: (store: SessionStore) => unknown; text: string }
  | { inside: readonly Operation[]; fails: boolean };

const id = fc.constantFrom('a', 'b', 'c', 'ü', '\ud800');
const time = fc.integer({ min: 0, max: 8 });
const name = fc.constantFrom('x', 'y', '%', 'xy', '\u{1f600}');
const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: 'binary' }),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie('json'), { maxKeys: 3 }),
  ),
}));
const data: fc.Arbitrary<JsonObject> = fc.dictionary(fc.string(), json);
const cursors = fc.constantFrom(undefined, 'bm9uZQ', Buffer.from('4.b').toString('base64url'));

function call(text: string, run: (store: SessionStore) => unknown): Operation {
  return { call: run, text };
}

const patch = fc.record(
  {
    status: name,
    workDir: name,
    parentId: fc.option(id),
    tags: fc.array(name),
    updatedAt: time,
    endedAt: fc.option(time),
    data,
  },
  { requiredKeys: [] },
);

const filter = fc
  .record({
    status: fc.option(fc.array(name), { nil: undefined }),
    workDir: fc.option(name, { nil: undefined }),
    tag: fc.option(name, { nil: undefined }),
    parentId: fc.option(id, { nil: undefined }),
    live: fc.option(fc.boolean(), { nil: undefined }),
    endedBefore: fc.option(time, { nil: undefined }),
    limit: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    cursor: cursors,
  })
  .map((fields) =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
  );

const single: fc.Arbitrary<Operation> = fc.oneof(
  fc
    .tuple(id, time, patch)
    .map(([who, createdAt, fields]) =>
      call(`insertSession ${who}`, (store) =>
        store.insertSession(sessionRow(who, { ...fields, createdAt })),
      ),
    ),
  fc
    .tuple(id, patch)
    .map(([who, fields]) =>
      call(`updateSession ${who}`, (store) => store.updateSession(who, fields)),
    ),
  id.map((who) => call(`getSession ${who}`, (store) => store.getSession(who))),
  filter.map((fields) =>
    call(`listSessions ${JSON.stringify(fields)}`, (store) => store.listSessions(fields)),
  ),
  fc.constant(call('countSessions', (store) => store.countSessions())),
  fc
    .tuple(fc.option(id, { freq: 9 }), name, time, data)
    .map(([who, type, at, body]) =>
      call(`appendEvent ${who} ${type} ${at}`, (store) =>
        store.appendEvent(eventOf(who, { type, at, data: body })),
      ),
    ),
  fc
    .tuple(time, fc.option(id), fc.option(fc.array(name)), time)
    .map(([after, sessionId, types, limit]) =>
      call(`listEvents ${after} ${limit}`, (store) =>
        store.listEvents({
          after,
          limit,
          ...(sessionId === null ? {} : { sessionId }),
          ...(types === null ? {} : { types }),
        }),
      ),
    ),
  fc.constant(call('firstEventId', (store) => store.firstEventId())),
  fc.constant(call('lastEventId', (store) => store.lastEventId())),
  fc
    .tuple(id, time)
    .map(([who, limit]) =>
      call(`deleteSession ${who} ${limit}`, (store) => store.deleteSession(who, { limit })),
    ),
  fc
    .tuple(time, time)
    .map(([before, limit]) =>
      call(`pruneOutbox ${before} ${limit}`, (store) => store.pruneOutbox({ before, limit })),
    ),
  fc
    .record({ before: time, keep: time, limit: time }, { requiredKeys: [] })
    .map((limits) =>
      call(`pruneEvents ${JSON.stringify(limits)}`, (store) => store.pruneEvents(limits)),
    ),
  fc
    .tuple(name, id, fc.option(name), time)
    .map(([row, who, idempotencyKey, createdAt]) =>
      call(`enqueue ${row} for ${who}`, (store) =>
        store.enqueue(outboxRow(row, who, { idempotencyKey, createdAt })),
      ),
    ),
  fc
    .tuple(
      name,
      fc.record(
        { state: fc.constantFrom(...OUTBOX_STATES), attempts: time, evidence: fc.option(data) },
        { requiredKeys: [] },
      ),
      time,
    )
    .map(([row, fields, at]) =>
      call(`updateOutbox ${row}`, (store) => store.updateOutbox(row, fields, at)),
    ),
  id.map((sessionId) =>
    call(`listOutbox ${sessionId}`, (store) => store.listOutbox({ sessionId })),
  ),
  fc
    .tuple(name, json, time, fc.option(time))
    .map(([key, value, at, expiresAt]) =>
      call(`setKey ${key} ${at}`, (store) => store.setKey({ key, value, at, expiresAt })),
    ),
  fc
    .tuple(name, time)
    .map(([key, at]) => call(`getKey ${key} ${at}`, (store) => store.getKey(key, at))),
  fc
    .tuple(name, time)
    .map(([prefix, at]) =>
      call(`listKeys ${prefix} ${at}`, (store) => store.listKeys({ prefix, at })),
    ),
  name.map((key) => call(`deleteKey ${key}`, (store) => store.deleteKey(key))),
);

const { operation } = fc.letrec<{ operation: Operation }>((tie) => ({
  operation: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    { arbitrary: single, weight: 8 },
    {
      arbitrary: fc
        .tuple(fc.array(tie('operation'), { maxLength: 6 }), fc.boolean())
        .map(([inside, fails]) => ({ inside, fails })),
      weight: 1,
    },
  ),
}));

export const operationsArbitrary = fc.array(operation, { maxLength: 40 });

/** The result of an operation, or the code of its error, as a value that can be compared. */
export function perform(store: SessionStore, operation: Operation): unknown {
  try {
    if ('call' in operation) return operation.call(store);
    return store.transaction(() => {
      const results = operation.inside.map((one) => perform(store, one));
      if (operation.fails) throw new StoreError('failed', 'on purpose');
      return results;
    });
  } catch (error) {
    return StoreError.is(error) ? error.code : error;
  }
}
