import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { describeStoreContract } from '../testing/store-contract.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

const directory = mkdtempSync(join(tmpdir(), 'aegis-store-'));
let files = 0;
afterAll(() => rmSync(directory, { recursive: true }));

describeStoreContract('sqlite', () => {
  files += 1;
  return openSqliteStore({ path: join(directory, `${files}.sqlite`) });
});
