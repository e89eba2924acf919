import type { Key } from '../keys/key.ts';

/** The input box: what stands in it, and where the cursor is (in UTF-16 units). */
export interface Box {
  readonly mode: 'prompt' | 'shell';
  readonly text: string;
  readonly cursor: number;
  /** What the marks of pasted text stand for. */
  readonly pastes: readonly string[];
}

export const EMPTY_BOX: Box = { mode: 'prompt', text: '', cursor: 0, pastes: [] };

/** A paste of more than this is shown as a mark. */
const LONGEST_SHOWN = 800;
const MOST_LINES_SHOWN = 3;

export function boxWith(text: string): Box {
  return { ...EMPTY_BOX, text, cursor: text.length };
}

/** The box after a key; the same box where the key is none of its own. */
export function editBox(box: Box, key: Key): Box {
  if (key.type === 'paste') return paste(box, key.text);
  if (key.type === 'text') return type(box, key.text);
  const { text, cursor } = box;
  const lineStart = text.lastIndexOf('\n', cursor - 1) + 1;
  const nextBreak = text.indexOf('\n', cursor);
  const lineEnd = nextBreak < 0 ? text.length : nextBreak;
  switch (key.key) {
    case 'Newline':
      return type(box, '\n');
    case 'Backspace':
      if (cursor === 0) return text === '' ? { ...box, mode: 'prompt' } : box;
      return cut(box, before(text, cursor), cursor);
    case 'Delete':
    case 'C-d':
      return cut(box, cursor, after(text, cursor));
    case 'C-u':
      // At the begin of a line it joins the line to the one above.
      return cut(box, lineStart === cursor ? Math.max(0, cursor - 1) : lineStart, cursor);
    case 'C-k':
      return cut(box, cursor, lineEnd);
    case 'C-a':
    case 'Home':
      return { ...box, cursor: lineStart };
    case 'C-e':
    case 'End':
      return { ...box, cursor: lineEnd };
    case 'Left':
      return { ...box, cursor: before(text, cursor) };
    case 'Right':
      return { ...box, cursor: after(text, cursor) };
    case 'Up':
    case 'Down':
    case 'Enter':
    case 'Tab':
    case 'BackTab':
    case 'Escape':
    case 'C-c':
      return box;
  }
}

/** What is sent. Pasted text is marked as quoted, as Claude Code marks it. */
export function submittedText({ text, pastes }: Box): string {
  const expanded = text.replaceAll(PASTE_MARK, (mark, number: string) => {
    const pasted = pastes[Number(number) - 1];
    if (pasted === undefined) return mark;
    const id = number.padStart(4, '0');
    return `\n\n<pasted_content id="${id}">\n${pasted}\n</pasted_content id="${id}">\n`;
  });
  return expanded.trimEnd();
}

const PASTE_MARK = /\[Pasted text #(\d+)(?: \+\d+ lines)?\]/g;

function type(box: Box, typed: string): Box {
  if (box.text === '' && box.mode === 'prompt' && typed.startsWith('!')) {
    return type({ ...box, mode: 'shell' }, typed.slice(1));
  }
  const text = box.text.slice(0, box.cursor) + typed + box.text.slice(box.cursor);
  return { ...box, text, cursor: box.cursor + typed.length };
}

function paste(box: Box, pasted: string): Box {
  const lines = pasted.split('\n').length;
  if (pasted.length <= LONGEST_SHOWN && lines < MOST_LINES_SHOWN) return type(box, pasted);
  const pastes = [...box.pastes, pasted];
  const more = lines > 1 ? ` +${lines - 1} lines` : '';
  return type({ ...box, pastes }, `[Pasted text #${pastes.length}${more}]`);
}

function cut(box: Box, from: number, to: number): Box {
  return { ...box, text: box.text.slice(0, from) + box.text.slice(to), cursor: from };
}

function before(text: string, cursor: number): number {
  const previous = Array.from(text.slice(0, cursor)).at(-1) ?? '';
  return cursor - previous.length;
}

function after(text: string, cursor: number): number {
  const next = Array.from(text.slice(cursor, cursor + 2))[0] ?? '';
  return cursor + next.length;
}
