import { openSqliteStore } from '../sqlite/open-sqlite-store.ts';
import { StoreError } from '../store-error.ts';

// Root may write everywhere, so a test of what may not be written gives that up first.
const NOBODY = 65_534;
if (process.getuid?.() === 0) process.setuid?.(NOBODY);
try {
  openSqliteStore({ path: process.argv[2] ?? '' }).close();
  process.stdout.write('opened');
} catch (error) {
  process.stdout.write(StoreError.is(error) ? `${error.code}: ${error.message}` : String(error));
}
