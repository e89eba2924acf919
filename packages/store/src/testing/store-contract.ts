import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../memory/memory-store.ts';
import { operationsArbitrary, perform } from './store-operations.ts';
import { StoreError } from '../store-error.ts';
import { eventOf, outboxRow, sessionRow } from './store-samples.ts';
import { OUTBOX_STATES, type SessionStore } from '../types.ts';

/** What every {@link SessionStore} must do. `open` gives a new, empty store each time. */
export function describeStoreContract(name: string, open: () => SessionStore): void {
  describe(`${name}: contract`, () => {
    let store: SessionStore;
    beforeEach(() => {
      store = open();
    });
    afterEach(() => {
      store.close();
    });

    const codeOf = (run: () => unknown): string => {
      try {
        run();
      } catch (error) {
        return StoreError.is(error) ? error.code : String(error);
      }
      return 'no error';
    };

    describe('sessions', () => {
      it('gives back what was put in', () => {
        const row = sessionRow('a', {
          parentId: 'p',
          tags: ['x', 'y'],
          endedAt: 7,
          data: { deep: [1, null, { text: 'ü\u0000😀' }] },
        });
        store.insertSession(row);
        expect(store.getSession('a')).toEqual(row);
        expect(store.getSession('b')).toBeNull();
      });

      it('hands out copies', () => {
        store.insertSession(sessionRow('a', { tags: ['x'] }));
        Object.assign(store.getSession('a') ?? {}, { status: 'changed' });
        expect(store.getSession('a')?.status).toBe('idle');
      });

      it('changes only what a patch names', () => {
        store.insertSession(sessionRow('a', { endedAt: 5 }));
        store.updateSession('a', { status: 'working', updatedAt: 9 });
        expect(store.getSession('a')).toEqual(
          sessionRow('a', { endedAt: 5, status: 'working', updatedAt: 9 }),
        );
        store.updateSession('a', { endedAt: null });
        expect(store.getSession('a')?.endedAt).toBeNull();
      });

      it('refuses an id twice, and an update of nothing', () => {
        store.insertSession(sessionRow('a'));
        expect(codeOf(() => store.insertSession(sessionRow('a')))).toBe('conflict');
        expect(codeOf(() => store.updateSession('b', { status: 'idle' }))).toBe('not_found');
      });

      it('lists newest first, and pages by cursor though rows are added in between', () => {
        for (const [id, createdAt] of [
          ['a', 1],
          ['b', 3],
          ['c', 3],
          ['d', 2],
        ] as const) {
          store.insertSession(sessionRow(id, { createdAt }));
        }
        const first = store.listSessions({ limit: 2 });
        expect(first.sessions.map(({ id }) => id)).toEqual(['c', 'b']);
        store.insertSession(sessionRow('e', { createdAt: 4 }));
        const second = store.listSessions({ limit: 2, cursor: first.nextCursor ?? '' });
        expect(second.sessions.map(({ id }) => id)).toEqual(['d', 'a']);
        expect(second.nextCursor).toBeNull();
      });

      it('filters by status, directory, tag, parent and life', () => {
        store.insertSession(sessionRow('a', { status: 'working', tags: ['x'] }));
        store.insertSession(sessionRow('b', { workDir: '/other', endedAt: 4 }));
        store.insertSession(sessionRow('c', { parentId: 'a', tags: ['x', 'y'] }));
        const ids = (filter: Parameters<SessionStore['listSessions']>[0]): string[] =>
          store.listSessions(filter).sessions.map(({ id }) => id);
        expect(ids({ status: ['working', 'exited'] })).toEqual(['a']);
        expect(ids({ status: [] })).toEqual([]);
        expect(ids({ workDir: '/other' })).toEqual(['b']);
        expect(ids({ tag: 'x' })).toEqual(['c', 'a']);
        expect(ids({ parentId: 'a' })).toEqual(['c']);
        expect(ids({ live: true })).toEqual(['c', 'a']);
        expect(ids({ live: false })).toEqual(['c', 'b', 'a']);
        expect(ids({ tag: 'x', status: ['idle'] })).toEqual(['c']);
        expect(ids({ endedBefore: 5 })).toEqual(['b']);
        expect(ids({ endedBefore: 4 })).toEqual([]);
        expect(store.countSessions()).toEqual({ idle: 2, working: 1 });
      });

      it('deletes one that has ended with all that is its own, some rows at a time', () => {
        store.insertSession(sessionRow('a', { endedAt: 1 }));
        store.insertSession(sessionRow('b', { parentId: 'a' }));
        for (let count = 1; count <= 3; count += 1) {
          store.appendEvent(eventOf('a'));
          store.enqueue(outboxRow(`a${count}`, 'a', { idempotencyKey: `k${count}` }));
          store.appendEvent(eventOf('b'));
          store.enqueue(outboxRow(`b${count}`, 'b'));
        }
        const left = (): number[] => [
          store.listEvents({ after: 0, sessionId: 'a', limit: 9 }).length,
          store.listOutbox({ sessionId: 'a' }).length,
        ];
        expect(store.deleteSession('a', { limit: 2 })).toBe('more');
        expect(left()).toEqual([1, 3]);
        expect(store.deleteSession('a', { limit: 2 })).toBe('more');
        expect(left()).toEqual([0, 2]);
        expect(store.getSession('a')).not.toBeNull();
        expect(store.deleteSession('a', { limit: 9 })).toBe('gone');
        expect(store.getSession('a')).toBeNull();
        expect(store.listSessions().sessions).toEqual([sessionRow('b', { parentId: 'a' })]);
        expect(store.listEvents({ after: 0, limit: 9 }).map(({ id }) => id)).toEqual([2, 4, 6]);
        expect(store.listOutbox({ sessionId: 'b' })).toHaveLength(3);
      });

      it('deletes none that has not ended, and says so', () => {
        store.insertSession(sessionRow('a'));
        store.appendEvent(eventOf('a'));
        expect(codeOf(() => store.deleteSession('a', { limit: 9 }))).toBe('conflict');
        expect(codeOf(() => store.deleteSession('b', { limit: 9 }))).toBe('not_found');
        expect(store.listEvents({ after: 0, limit: 9 })).toHaveLength(1);
      });

      it('refuses a cursor of its own making', () => {
        for (const cursor of ['', 'x', 'bm90LWEtbnVtYmVy']) {
          expect(codeOf(() => store.listSessions({ cursor }))).toBe('invalid_cursor');
        }
      });
    });

    describe('events', () => {
      beforeEach(() => {
        store.insertSession(sessionRow('a'));
        store.insertSession(sessionRow('b'));
      });

      it('numbers them from 1, rising over all sessions', () => {
        expect(store.lastEventId()).toBe(0);
        expect(store.appendEvent(eventOf('a'))).toEqual({ ...eventOf('a'), id: 1 });
        expect(store.appendEvent(eventOf('b')).id).toBe(2);
        expect(store.lastEventId()).toBe(2);
      });

      it('lists those after an id, by session and type, up to the limit', () => {
        for (const type of ['x', 'y', 'x']) {
          store.appendEvent(eventOf('a', { type }));
          store.appendEvent(eventOf('b', { type }));
        }
        const ids = (query: Partial<Parameters<SessionStore['listEvents']>[0]>): number[] =>
          store.listEvents({ after: 0, limit: 100, ...query }).map(({ id }) => id);
        expect(ids({})).toEqual([1, 2, 3, 4, 5, 6]);
        expect(ids({ after: 2, limit: 2 })).toEqual([3, 4]);
        expect(ids({ sessionId: 'b' })).toEqual([2, 4, 6]);
        expect(ids({ types: ['x'], sessionId: 'a', after: 1 })).toEqual([5]);
        expect(ids({ types: [] })).toEqual([]);
        expect(ids({ limit: 0 })).toEqual([]);
      });

      it('never gives an id twice, though the newest are deleted', () => {
        for (let count = 0; count < 5; count += 1) store.appendEvent(eventOf('a', { at: count }));
        expect(store.pruneEvents({ keep: 0 })).toBe(5);
        expect(store.lastEventId()).toBe(5);
        expect(store.appendEvent(eventOf('a')).id).toBe(6);
      });

      it('prunes what is too old or too much', () => {
        for (let count = 0; count < 6; count += 1) store.appendEvent(eventOf('a', { at: count }));
        expect(store.pruneEvents({})).toBe(0);
        expect(store.pruneEvents({ before: 2 })).toBe(2);
        expect(store.pruneEvents({ keep: 3, before: 4 })).toBe(2);
        expect(store.pruneEvents({ keep: 9 })).toBe(0);
        expect(store.listEvents({ after: 0, limit: 9 }).map(({ id }) => id)).toEqual([5, 6]);
      });

      it('prunes so many at a time, and says where what is kept begins', () => {
        expect(store.firstEventId()).toBe(0);
        for (let count = 0; count < 6; count += 1) store.appendEvent(eventOf('a', { at: count }));
        expect(store.firstEventId()).toBe(1);
        expect(store.pruneEvents({ before: 4, limit: 3 })).toBe(3);
        expect(store.firstEventId()).toBe(4);
        expect(store.pruneEvents({ before: 4, limit: 3 })).toBe(1);
        expect(store.pruneEvents({ keep: 0, limit: 1 })).toBe(1);
        expect(store.firstEventId()).toBe(6);
        expect(store.pruneEvents({ keep: 0 })).toBe(1);
        expect(store.firstEventId()).toBe(0);
        expect(store.appendEvent(eventOf('a')).id).toBe(7);
        expect(store.firstEventId()).toBe(7);
      });

      it('prunes by age though the clock went back', () => {
        for (const at of [9, 1, 9, 2]) store.appendEvent(eventOf('a', { at }));
        expect(store.pruneEvents({ before: 5 })).toBe(2);
        expect(store.listEvents({ after: 0, limit: 9 }).map(({ id }) => id)).toEqual([1, 3]);
      });

      it('takes an event of no session, which no session has and age prunes', () => {
        store.appendEvent(eventOf('a'));
        expect(store.appendEvent(eventOf(null))).toEqual({ ...eventOf(null), id: 2 });
        expect(store.listEvents({ after: 0, limit: 9 })).toHaveLength(2);
        expect(store.listEvents({ after: 0, limit: 9, sessionId: 'a' })).toHaveLength(1);
        expect(store.pruneEvents({ before: 2_000 })).toBe(2);
      });

      it('refuses an event of a session that is not there', () => {
        expect(codeOf(() => store.appendEvent(eventOf('nobody')))).toBe('not_found');
        expect(store.lastEventId()).toBe(0);
      });
    });

    describe('outbox', () => {
      beforeEach(() => {
        store.insertSession(sessionRow('a'));
        store.insertSession(sessionRow('b'));
      });

      it('orders within the session', () => {
        expect(store.enqueue(outboxRow('1', 'a')).row).toEqual({
          ...outboxRow('1', 'a'),
          seq: 1,
          updatedAt: outboxRow('1', 'a').createdAt,
        });
        store.enqueue(outboxRow('2', 'b'));
        store.enqueue(outboxRow('0', 'a'));
        const rows = store.listOutbox({ sessionId: 'a' });
        expect(rows.map(({ id, seq }) => [id, seq])).toEqual([
          ['1', 1],
          ['0', 2],
        ]);
      });

      it('answers a known idempotency key of the session with its row', () => {
        store.enqueue(outboxRow('1', 'a', { idempotencyKey: 'k', text: 'first' }));
        const again = store.enqueue(outboxRow('2', 'a', { idempotencyKey: 'k', text: 'second' }));
        expect(again).toMatchObject({ created: false, row: { id: '1', text: 'first' } });
        expect(store.getOutbox('2')).toBeNull();
        expect(store.enqueue(outboxRow('3', 'b', { idempotencyKey: 'k' })).created).toBe(true);
      });

      it('changes state, attempts and evidence, and nothing else', () => {
        store.enqueue(outboxRow('1', 'a'));
        const row = store.updateOutbox('1', { state: 'typing', attempts: 1 }, 50);
        expect(row).toMatchObject({ state: 'typing', attempts: 1, evidence: null, updatedAt: 50 });
        store.updateOutbox('1', { evidence: { rule: 'hook' } }, 51);
        expect(store.getOutbox('1')).toEqual({
          ...row,
          evidence: { rule: 'hook' },
          updatedAt: 51,
        });
        expect(store.listOutbox({ sessionId: 'a', states: ['queued'] })).toEqual([]);
        expect(store.listOutbox({ sessionId: 'a', states: ['typing'] })).toHaveLength(1);
      });

      it('prunes settled rows with their keys, so many at a time, and goes on counting', () => {
        for (const [index, state] of OUTBOX_STATES.entries()) {
          store.enqueue(outboxRow(state, 'a', { state, createdAt: index, idempotencyKey: state }));
        }
        const states = (): string[] => store.listOutbox({ sessionId: 'a' }).map(({ id }) => id);
        expect(store.pruneOutbox({ before: 5, limit: 9 })).toBe(2);
        expect(states()).toEqual(['queued', 'typing', 'submitted', 'failed', 'cancelled']);
        expect(store.pruneOutbox({ before: 1e12, limit: 1 })).toBe(1);
        expect(store.pruneOutbox({ before: 1e12, limit: 9 })).toBe(1);
        expect(states()).toEqual(['queued', 'typing', 'submitted']);
        const again = store.enqueue(outboxRow('new', 'a', { idempotencyKey: 'delivered' }));
        expect(again).toMatchObject({ created: true, row: { seq: 4 } });
        expect(store.enqueue(outboxRow('x', 'a', { idempotencyKey: 'typing' })).created).toBe(
          false,
        );
      });

      it('refuses what is not there, and an id twice', () => {
        store.enqueue(outboxRow('1', 'a'));
        expect(codeOf(() => store.enqueue(outboxRow('1', 'b')))).toBe('conflict');
        expect(codeOf(() => store.enqueue(outboxRow('2', 'nobody')))).toBe('not_found');
        expect(codeOf(() => store.updateOutbox('2', {}, 1))).toBe('not_found');
      });
    });

    describe('keys', () => {
      it('keeps JSON under a key until it expires', () => {
        store.setKey({ key: 'k', value: [1, { a: null }], at: 10, expiresAt: 20 });
        expect(store.getKey('k', 19)).toEqual({
          key: 'k',
          value: [1, { a: null }],
          updatedAt: 10,
          expiresAt: 20,
        });
        expect(store.getKey('k', 20)).toBeNull();
        store.setKey({ key: 'k', value: null, at: 30, expiresAt: null });
        expect(store.getKey('k', 1e12)?.value).toBeNull();
      });

      it('lists by prefix in code point order, wildcards being plain characters', () => {
        const all = [
          'a%',
          'a_',
          'ab',
          'a\ud7ff',
          'a\ue000',
          'a\uffff',
          'a\u{1f600}',
          'a\u{10ffff}z',
        ];
        for (const key of ['b', ...all.toReversed()]) {
          store.setKey({ key, value: 1, at: 0, expiresAt: null });
        }
        const keys = (prefix: string): string[] =>
          store.listKeys({ prefix, at: 0 }).map(({ key }) => key);
        expect(keys('a')).toEqual(all);
        expect(keys('a%')).toEqual(['a%']);
        expect(keys('a\ud7ff')).toEqual(['a\ud7ff']);
        expect(keys('a\u{10ffff}')).toEqual(['a\u{10ffff}z']);
        expect(store.listKeys({ at: 0 })).toHaveLength(9);
      });

      it('deletes, and says whether there was something', () => {
        store.setKey({ key: 'k', value: 1, at: 0, expiresAt: null });
        expect(store.deleteKey('k')).toBe(true);
        expect(store.deleteKey('k')).toBe(false);
      });
    });

    describe('transactions', () => {
      it('undo everything when they throw, and nothing else', () => {
        store.insertSession(sessionRow('a'));
        store.appendEvent(eventOf('a'));
        expect(() =>
          store.transaction(() => {
            store.insertSession(sessionRow('b'));
            store.updateSession('a', { status: 'working' });
            store.appendEvent(eventOf('b'));
            store.pruneEvents({ keep: 0 });
            store.enqueue(outboxRow('1', 'b', { state: 'failed' }));
            store.pruneOutbox({ before: 1e12, limit: 9 });
            store.updateSession('b', { endedAt: 1 });
            store.deleteSession('b', { limit: 9 });
            store.setKey({ key: 'k', value: 1, at: 0, expiresAt: null });
            throw new Error('no');
          }),
        ).toThrow('no');
        expect(store.listSessions().sessions).toEqual([sessionRow('a')]);
        expect(store.listEvents({ after: 0, limit: 9 })).toHaveLength(1);
        expect(store.getOutbox('1')).toBeNull();
        expect(store.getKey('k', 0)).toBeNull();
        // Nobody was told of the ids that were undone.
        expect(store.lastEventId()).toBe(1);
      });

      it('join the outer one; a nested one that throws undoes its own part', () => {
        const result = store.transaction(() => {
          store.insertSession(sessionRow('a'));
          expect(() =>
            store.transaction(() => {
              store.insertSession(sessionRow('b'));
              throw new Error('inner');
            }),
          ).toThrow('inner');
          store.transaction(() => store.insertSession(sessionRow('c')));
          return 42;
        });
        expect(result).toBe(42);
        expect(store.listSessions().sessions.map(({ id }) => id)).toEqual(['c', 'a']);
      });

      it('refuse a function that goes on later', () => {
        const run = (): Promise<void> => {
          store.insertSession(sessionRow('a'));
          return Promise.resolve();
        };
        expect(codeOf(() => store.transaction(run))).toBe('failed');
        expect(store.getSession('a')).toBeNull();
      });
    });

    it('gives space back when asked, and loses nothing by it', () => {
      store.insertSession(sessionRow('a'));
      for (let count = 0; count < 20; count += 1) store.appendEvent(eventOf('a'));
      store.pruneEvents({ keep: 5 });
      expect(store.compact({ pages: 1_000 })).toBe(0);
      expect(store.listEvents({ after: 0, limit: 99 })).toHaveLength(5);
    });

    it('has no damage to report, and closes once', () => {
      expect(store.damaged()).toEqual([]);
      store.close();
      store.close();
      expect(codeOf(() => store.getSession('a'))).toBe('closed');
    });

    it('does what the model does, whatever is asked of it', () => {
      fc.assert(
        fc.property(operationsArbitrary, (operations) => {
          const model = createMemoryStore();
          const real = open();
          try {
            for (const one of [model, real]) one.insertSession(sessionRow('a'));
            for (const operation of operations) {
              expect(perform(real, operation)).toEqual(perform(model, operation));
            }
            expect(real.listEvents({ after: 0, limit: 1_000 })).toEqual(
              model.listEvents({ after: 0, limit: 1_000 }),
            );
            expect(real.listSessions()).toEqual(model.listSessions());
          } finally {
            real.close();
          }
        }),
        { numRuns: 100 },
      );
    });
  });
}
