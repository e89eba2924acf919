import { writeSync } from 'node:fs';
import { openSqliteStore } from '../sqlite/open-sqlite-store.ts';
import { eventOf, outboxRow, sessionRow } from './store-samples.ts';

// Writes without end, and says each id only when its call has returned: what was said must outlive a kill.
const [, , path = '', pauseMs = '0'] = process.argv;
const clock = new Int32Array(new SharedArrayBuffer(4));
const store = openSqliteStore({ path });
if (store.getSession('s') === null) store.insertSession(sessionRow('s'));
for (let count = 0; ; count += 1) {
  const { id } = store.transaction(() => {
    const event = store.appendEvent(eventOf('s', { data: { text: 'x'.repeat(count % 5_000) } }));
    store.enqueue(outboxRow(`o${event.id}`, 's'));
    return event;
  });
  writeSync(1, `${id}\n`);
  // Two that write without a pause would keep each other from ever getting the lock.
  if (pauseMs !== '0') Atomics.wait(clock, 0, 0, Number(pauseMs));
}
