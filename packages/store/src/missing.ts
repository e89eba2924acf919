import { StoreError } from './store-error.ts';

export function sessionMissing(id: string): StoreError {
  return new StoreError('not_found', `There is no session ${id} in the store.`);
}

export function outboxRowMissing(id: string): StoreError {
  return new StoreError('not_found', `There is no outbox row ${id} in the store.`);
}

export function idTaken(table: string, id: string): StoreError {
  return new StoreError('conflict', `${table} has a row ${id} already; choose another id.`);
}

export function sessionRuns(id: string): StoreError {
  return new StoreError(
    'conflict',
    `Session ${id} has not ended; only one that has can be deleted.`,
  );
}

export function storeClosed(): StoreError {
  return new StoreError('closed', 'The store is closed; open it again to use it.');
}
