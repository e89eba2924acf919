import { openSqliteStore } from '../sqlite/open-sqlite-store.ts';

// Says when it begins, and then brings an older database to the newest schema: a test kills it on the way.
process.stdout.write('opening\n', () => {
  openSqliteStore({ path: process.argv[2] ?? '' }).close();
  process.stdout.write('opened\n');
});
