// How a database grows, what pruning it costs, and what it gives back.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '@aegis/store/sqlite';

const EVENTS = Number(process.argv[2] ?? 50_000);
/** As core does it: see its `retention.ts`. */
const ROWS = 250;
const PAGES = 64;

const directory = mkdtempSync(join(process.argv[3] ?? tmpdir(), 'aegis-retention-'));
const path = join(directory, 'bench.sqlite');
const store = openSqliteStore({ path });
const kilobytes = (suffix = '') =>
  Math.round((statSync(path + suffix, { throwIfNoEntry: false })?.size ?? 0) / 1024);
const sizes = () => `${kilobytes()} kB and a log of ${kilobytes('-wal')} kB`;
const data = { message: { role: 'assistant', text: 'A line of some length. '.repeat(15) } };

store.insertSession({
  id: 's',
  workDir: '/work',
  parentId: null,
  status: 'idle',
  tags: [],
  createdAt: 1,
  updatedAt: 1,
  endedAt: null,
  data: {},
});

function append(count) {
  for (let from = 0; from < count; from += 250) {
    store.transaction(() => {
      for (let at = from; at < from + 250; at += 1) {
        store.appendEvent({ sessionId: 's', type: 'message-added', at, data });
      }
    });
  }
}

function timedSteps(name, step) {
  const times = [];
  for (let goesOn = true; goesOn;) {
    const from = performance.now();
    goesOn = step();
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  const ms = (share) => times[Math.floor((times.length - 1) * share)].toFixed(1);
  console.log(
    `${name}: ${times.length} steps, median ${ms(0.5)} ms, longest ${ms(1)} ms; ${sizes()}`,
  );
}

const prune = (keep) =>
  timedSteps(`pruned to ${keep}`, () => store.pruneEvents({ keep, limit: ROWS }) > 0);

append(EVENTS);
store.compact({ pages: 0 });
console.log(
  `${EVENTS} events: ${sizes()}; ${((kilobytes() / EVENTS) * 1_000).toFixed(0)} kB for 1,000`,
);
prune(EVENTS / 2);
append(EVENTS / 2);
console.log(`as many appended as were pruned: ${sizes()}`);
prune(EVENTS / 10);
let free = Infinity;
timedSteps('given back', () => {
  const left = store.compact({ pages: PAGES });
  const shrinks = left > 0 && left < free;
  free = left;
  return shrinks;
});
store.close();
rmSync(directory, { recursive: true });
