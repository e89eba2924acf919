import { StoreError, type SessionStore, type StoreErrorCode } from '@aegis/store';
import type { Clock } from '../ports/clock.ts';
import { silentLogger } from '../ports/logger.ts';
import { StoreHealth } from '../storage/store-health.ts';
import { watchStore } from '../storage/watched-store.ts';

const READS: ReadonlySet<string | symbol> = new Set<keyof SessionStore>([
  'getSession',
  'listSessions',
  'countSessions',
  'listEvents',
  'firstEventId',
  'lastEventId',
  'getOutbox',
  'listOutbox',
  'getKey',
  'listKeys',
  'damaged',
]);

export interface FailingStore {
  store: SessionStore;
  health: StoreHealth;
  /** From now on each write, and with `reads` each read, throws this; null: nothing does. */
  fail(code: StoreErrorCode | null, options?: { reads?: boolean }): void;
}

/** `store` as a disk that can be filled and emptied, and its health. A transaction fails at its end, as a full disk has it. */
export function failingStore(inner: SessionStore, clock: Clock): FailingStore {
  let failure: { code: StoreErrorCode; reads: boolean } | null = null;
  const broken = new Proxy(inner, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...parameters: unknown[]): unknown => {
        const fails = failure !== null && name !== 'close' && (!READS.has(name) || failure.reads);
        if (fails && failure !== null) throw new StoreError(failure.code, 'The disk is full.');
        return Reflect.apply(member, target, parameters);
      };
    },
  });
  const health: StoreHealth = new StoreHealth({
    clock,
    logger: silentLogger,
    probe: () => store.setKey({ key: 'probe', value: null, at: clock.now(), expiresAt: null }),
  });
  const store = watchStore(broken, {
    wrote: () => health.wrote(),
    failed: (error) => health.failed(error),
  });
  return {
    store,
    health,
    fail(code, { reads = false } = {}) {
      failure = code === null ? null : { code, reads };
    },
  };
}
