import * as v from 'valibot';
import { compareCodePoints } from '../code-point-order.ts';
import { toJsonText } from '../json.ts';
import { keyCodec, type Columns } from '../row-codec.ts';
import type { KeyValue, SessionStore } from '../types.ts';
import type { Journal } from './journal.ts';

type KeyMethods = Pick<SessionStore, 'setKey' | 'getKey' | 'listKeys' | 'deleteKey'>;

export function createMemoryKeys(journal: Journal): KeyMethods {
  const rows = new Map<string, Columns & { expires_at: number | null }>();

  const read = (columns: Columns): KeyValue => v.parse(keyCodec.schema, columns);

  function remove(key: string): boolean {
    const before = rows.get(key);
    if (before === undefined) return false;
    rows.delete(key);
    journal.record(() => rows.set(key, before));
    return true;
  }

  return {
    setKey({ key, value, at, expiresAt }) {
      for (const [other, { expires_at }] of rows) if (isExpired(expires_at, at)) remove(other);
      const name = key.toWellFormed();
      remove(name);
      rows.set(name, {
        key: name,
        value: toJsonText(value),
        updated_at: at,
        expires_at: expiresAt,
      });
      journal.record(() => rows.delete(name));
    },
    getKey(key, at) {
      const columns = rows.get(key.toWellFormed());
      return columns === undefined || isExpired(columns.expires_at, at) ? null : read(columns);
    },
    listKeys({ prefix = '', at }) {
      return Array.from(rows.values())
        .filter((columns) => !isExpired(columns.expires_at, at))
        .map(read)
        .filter(({ key }) => key.startsWith(prefix.toWellFormed()))
        .sort((a, b) => compareCodePoints(a.key, b.key));
    },
    deleteKey: (key) => remove(key.toWellFormed()),
  };
}

function isExpired(expiresAt: number | null, at: number): boolean {
  return expiresAt !== null && expiresAt <= at;
}
