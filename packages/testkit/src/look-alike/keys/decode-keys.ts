import type { Key, KeyName } from './key.ts';

const CONTROL: Readonly<Record<string, KeyName>> = {
  '\r': 'Enter',
  '\n': 'Newline',
  '\t': 'Tab',
  '\u007f': 'Backspace',
  '\b': 'Backspace',
  '\u0001': 'C-a',
  '\u0003': 'C-c',
  '\u0004': 'C-d',
  '\u0005': 'C-e',
  '\u000b': 'C-k',
  '\u0015': 'C-u',
};

const SEQUENCES: Readonly<Record<string, KeyName>> = {
  '[A': 'Up',
  OA: 'Up',
  '[B': 'Down',
  OB: 'Down',
  '[C': 'Right',
  OC: 'Right',
  '[D': 'Left',
  OD: 'Left',
  '[H': 'Home',
  '[1~': 'Home',
  '[F': 'End',
  '[4~': 'End',
  '[3~': 'Delete',
  '[Z': 'BackTab',
  '\r': 'Newline',
};

const PASTE_BEGIN = '\u001b[200~';
const PASTE_END = '\u001b[201~';

/** More than this read at once is a paste to Claude Code, also without a mark of the terminal's. */
const LONGEST_TYPED = 800;

export interface Decoded {
  readonly keys: readonly Key[];
  /** The begin of a sequence whose end has not come. A lone Escape is one until nothing follows. */
  readonly rest: string;
}

/**
 * What was pressed.
 * @param input the rest of the last reading, and what was read since
 * @param isLast nothing has followed for a moment: what looks like a begin is all that there is
 */
export function decodeKeys(input: string, isLast = false): Decoded {
  const keys: Key[] = [];
  let at = 0;
  while (at < input.length) {
    if (input.startsWith(PASTE_BEGIN, at)) {
      const end = input.indexOf(PASTE_END, at);
      if (end < 0) return { keys, rest: input.slice(at) };
      const text = input.slice(at + PASTE_BEGIN.length, end).replaceAll(/\r\n?/g, '\n');
      keys.push({ type: 'paste', text });
      at = end + PASTE_END.length;
      continue;
    }
    if (input[at] === '\u001b') {
      const sequence = sequenceAt(input, at);
      if (sequence === null && !isLast) return { keys, rest: input.slice(at) };
      if (sequence === null || sequence === '') {
        keys.push({ type: 'key', key: 'Escape' });
        at += 1;
        continue;
      }
      const key = SEQUENCES[sequence];
      if (key !== undefined) keys.push({ type: 'key', key });
      at += 1 + sequence.length;
      continue;
    }
    const control = CONTROL[input[at] ?? ''];
    if (control !== undefined) {
      keys.push({ type: 'key', key: control });
      at += 1;
      continue;
    }
    const text = textAt(input, at);
    if (text === '') at += 1;
    else keys.push({ type: text.length > LONGEST_TYPED ? 'paste' : 'text', text });
    at += text.length;
  }
  return { keys, rest: '' };
}

/** What follows the Escape and belongs to it: nothing, where it is a key of its own; null where more may come. */
function sequenceAt(input: string, at: number): string | null {
  const after = input.slice(at + 1, at + 32);
  if (after === '') return null;
  if (after.startsWith('\r')) return '\r';
  const found = /^(?:\[[\d;<=>?]*[a-z@^~]|O[A-Z])/i.exec(after)?.[0];
  if (found !== undefined) return found;
  return /^(?:\[[\d;<=>?]*|O)$/.test(after) ? null : '';
}

function textAt(input: string, at: number): string {
  // eslint-disable-next-line no-control-regex -- what a terminal sends for keys
  return /^[^\u0000-\u001f\u007f]+/.exec(input.slice(at))?.[0] ?? '';
}
