import type { Database } from 'better-sqlite3';
import { prefixEnd } from '../code-point-order.ts';
import { toJsonText } from '../json.ts';
import { keyCodec, text, type Columns } from '../row-codec.ts';
import type { SessionStore } from '../types.ts';
import type { RowReader } from './row-reader.ts';

type KeyMethods = Pick<SessionStore, 'setKey' | 'getKey' | 'listKeys' | 'deleteKey'>;

export function createSqliteKeys(
  database: Database,
  reader: RowReader,
  transaction: SessionStore['transaction'],
): KeyMethods {
  const expire = database.prepare<[number], { key: string }>(
    'DELETE FROM keys WHERE expires_at <= ? RETURNING key',
  );
  const upsert = database.prepare<Columns>(
    `INSERT INTO keys (key, value, updated_at, expires_at) VALUES (@key, @value, @updated_at, @expires_at)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at, expires_at = excluded.expires_at`,
  );
  const live = '(expires_at IS NULL OR expires_at > @at)';
  const byKey = database.prepare<{ key: string; at: number }>(
    `SELECT * FROM keys WHERE key = @key AND ${live}`,
  );
  const byPrefix = database.prepare<{ prefix: string; end: string | null; at: number }>(
    `SELECT * FROM keys WHERE key >= @prefix AND (@end IS NULL OR key < @end) AND ${live} ORDER BY key`,
  );
  const remove = database.prepare<[string]>('DELETE FROM keys WHERE key = ?');

  return {
    setKey: ({ key, value, at, expiresAt }) =>
      transaction(() => {
        for (const gone of expire.all(at)) reader.forget('keys', gone.key);
        upsert.run({
          key: text(key),
          value: toJsonText(value),
          updated_at: at,
          expires_at: expiresAt,
        });
        reader.forget('keys', text(key));
      }),
    getKey(key, at) {
      const raw = byKey.get({ key: text(key), at });
      return raw === undefined ? null : reader.read(keyCodec, raw);
    },
    listKeys({ prefix = '', at }) {
      const start = text(prefix);
      return byPrefix
        .all({ prefix: start, end: prefixEnd(start), at })
        .map((raw) => reader.read(keyCodec, raw))
        .filter((row) => row !== null);
    },
    deleteKey(key) {
      const { changes } = remove.run(text(key));
      reader.forget('keys', text(key));
      return changes > 0;
    },
  };
}
