import { StoreError } from './store-error.ts';

/** Where a page of sessions ended: the sort key of its last row. */
export interface PageEnd {
  createdAt: number;
  id: string;
}

export function encodeCursor({ createdAt, id }: PageEnd): string {
  return Buffer.from(`${createdAt}.${id}`).toString('base64url');
}

/** @throws StoreError `invalid_cursor` */
export function decodeCursor(cursor: string): PageEnd {
  const text = Buffer.from(cursor, 'base64url').toString();
  const dot = text.indexOf('.');
  const createdAt = Number(text.slice(0, dot));
  if (dot < 1 || !Number.isSafeInteger(createdAt)) {
    throw new StoreError(
      'invalid_cursor',
      'This cursor is not one that a list gave out; leave it away to start from the first page.',
    );
  }
  return { createdAt, id: text.slice(dot + 1) };
}
