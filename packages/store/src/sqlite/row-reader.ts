import * as v from 'valibot';
import type { DamagedRow } from '../types.ts';

export interface Codec<Row> {
  table: string;
  /** The column that names a row in reports. */
  key: string;
  schema: v.GenericSchema<unknown, Row>;
}

/** Decodes rows, and keeps account of those that it cannot. */
export interface RowReader {
  /** The row, or null where it is damaged; `raw` is what SQLite returned. */
  read<Row>(codec: Codec<Row>, raw: unknown): Row | null;
  damaged(): readonly DamagedRow[];
  /** Call when a row was rewritten or deleted: it may be sound now. */
  forget(table: string, key: string | number): void;
  /** What is known now; the answer brings it back, for rows whose writing was rolled back. */
  remember(): () => void;
}

const anyRow = v.record(v.string(), v.unknown());

export function createRowReader(): RowReader {
  const damaged = new Map<string, DamagedRow>();
  const nameOf = (table: string, key: string): string => `${table}\n${key}`;

  return {
    read(codec, raw) {
      const result = v.safeParse(codec.schema, raw);
      if (result.success && damaged.size === 0) return result.output;
      const columns = v.is(anyRow, raw) ? raw : {};
      const key = String(columns[codec.key]);
      if (result.success) {
        // Somebody has repaired it.
        damaged.delete(nameOf(codec.table, key));
        return result.output;
      }
      const [issue] = result.issues;
      const column = v.getDotPath(issue) ?? 'row';
      damaged.set(nameOf(codec.table, key), {
        table: codec.table,
        key,
        problem: `${column}: ${issue.message.slice(0, 200)}`,
      });
      return null;
    },
    damaged: () => Array.from(damaged.values(), (row) => ({ ...row })),
    forget: (table, key) => void damaged.delete(nameOf(table, String(key))),
    remember() {
      const known = [...damaged];
      return () => {
        for (const [name, row] of known) damaged.set(name, row);
      };
    },
  };
}
