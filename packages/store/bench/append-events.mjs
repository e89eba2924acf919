// Event appends: this store against a JSON file that is written anew for each one, as a ratio in one run.
// Both make each event durable (fsync) before the next. Build first; then `node bench/append-events.mjs [events]`.
import {
  closeSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '@aegis/store/sqlite';
import SqliteDatabase from 'better-sqlite3';

const events = Number(process.argv[2] ?? 3_000);
const directory = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'aegis-bench-'));
const data = {
  from: 'idle',
  to: 'working',
  statusText: 'Noodling',
  evidence: { source: 'screen', rule: 'spinner' },
};
const session = {
  id: 's',
  workDir: '/work',
  parentId: null,
  status: 'idle',
  tags: [],
  createdAt: 0,
  updatedAt: 0,
  endedAt: null,
  data: {},
};

function measure(name, append) {
  const times = [];
  for (let count = 0; count < events; count += 1) {
    const start = performance.now();
    append({ sessionId: 's', type: 'status-changed', at: count, data });
    times.push(performance.now() - start);
  }
  const total = times.reduce((sum, time) => sum + time, 0);
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.floor((events - 1) * share)].toFixed(3);
  console.log(
    `${name}: ${(total / events).toFixed(3)} ms an event (median ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)})`,
  );
  return total;
}

function sqlite() {
  const store = openSqliteStore({ path: join(directory, 'store.sqlite') });
  store.insertSession(session);
  const total = measure('SQLite store', (event) => store.appendEvent(event));
  const start = performance.now();
  const listed = store.listEvents({ after: 0, limit: events }).length;
  console.log(`  reading ${listed} events back: ${(performance.now() - start).toFixed(1)} ms`);
  store.close();
  return total;
}

/** What `synchronous=FULL` costs: the same insert, where a power cut may take the newest events. */
function normal() {
  const database = new SqliteDatabase(join(directory, 'normal.sqlite'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.exec(
    'CREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT, s TEXT, t TEXT, at INTEGER, d TEXT)',
  );
  const insert = database.prepare('INSERT INTO events (s, t, at, d) VALUES (?, ?, ?, ?)');
  measure('SQLite, synchronous=NORMAL', ({ sessionId, type, at, data: body }) =>
    insert.run(sessionId, type, at, JSON.stringify(body)),
  );
  database.close();
}

function jsonFile() {
  const path = join(directory, 'store.json');
  const all = [];
  return measure('JSON file, rewritten', (event) => {
    all.push({ id: all.length + 1, ...event });
    const file = openSync(`${path}.new`, 'w');
    writeSync(file, JSON.stringify(all));
    fsyncSync(file);
    closeSync(file);
    renameSync(`${path}.new`, path);
  });
}

try {
  console.log(`${events} events of ${JSON.stringify(data).length} bytes in ${directory}`);
  const ours = sqlite();
  normal();
  const theirs = jsonFile();
  console.log(`JSON file / SQLite store = ${(theirs / ours).toFixed(1)}`);
} finally {
  rmSync(directory, { recursive: true });
}
