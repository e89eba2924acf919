import { decodeKeys } from './decode-keys.ts';
import type { Key } from './key.ts';

/** Milliseconds after which an Escape that nothing follows is the key. */
const ESCAPE_MS = 25;

/** Hands on what is pressed on a terminal. */
export function readKeys(input: NodeJS.ReadStream, onKey: (key: Key) => void): void {
  let rest = '';
  let timer: NodeJS.Timeout | undefined;
  const take = (text: string, isLast: boolean) => {
    const decoded = decodeKeys(rest + text, isLast);
    rest = decoded.rest;
    for (const key of decoded.keys) onKey(key);
  };
  input.setRawMode(true);
  input.setEncoding('utf8');
  input.on('data', (text: string) => {
    clearTimeout(timer);
    take(text, false);
    if (rest !== '') timer = setTimeout(() => take('', true), ESCAPE_MS);
  });
}
