import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { isMissingFile } from '../files/is-missing-file.ts';

/** A change of a file that the model asks for. */
export interface FileChange {
  readonly type: 'edit' | 'create' | 'overwrite';
  readonly path: string;
  /** What the dialog shows: rows with numbers, and what goes and comes. */
  readonly picture: string;
  /** The whole file afterwards. */
  readonly content: string;
  readonly original: string | null;
}

export type PlannedChange = FileChange | { readonly type: 'impossible'; readonly reason: string };

/** Rows of a file around a change that are shown. */
const CONTEXT = 3;

export function planWrite(path: string, content: string): FileChange {
  const original = readIfThere(path);
  const added = numbered(content, original === null ? ' ' : '+', 1);
  const removed = original === null ? [] : numbered(original, '-', 1);
  return {
    type: original === null ? 'create' : 'overwrite',
    path,
    picture: [...removed, ...added].join('\n'),
    content,
    original,
  };
}

export function planEdit(path: string, oldText: string, newText: string): PlannedChange {
  const original = readIfThere(path);
  if (original === null) return { type: 'impossible', reason: 'File does not exist.' };
  const at = oldText === '' ? -1 : original.indexOf(oldText);
  if (at < 0)
    return {
      type: 'impossible',
      reason: `String to replace not found in file.\nString: ${oldText}`,
    };
  // By pieces: in a replacement text `$` has a meaning.
  const content = original.slice(0, at) + newText + original.slice(at + oldText.length);
  const first = original.slice(0, at).split('\n').length;
  const before = original.split('\n').slice(Math.max(0, first - 1 - CONTEXT), first - 1);
  const picture = [
    ...numbered(before.join('\n'), ' ', first - before.length),
    ...numbered(oldText, '-', first),
    ...numbered(newText, '+', first),
  ].join('\n');
  return { type: 'edit', path, picture, content, original };
}

export function applyChange({ path, content }: FileChange): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function numbered(text: string, mark: string, from: number): string[] {
  if (text === '') return [];
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((row, index) => `${from + index} ${mark}${row}`);
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissingFile(error)) return null;
    throw error;
  }
}
