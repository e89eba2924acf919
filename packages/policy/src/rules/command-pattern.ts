import { parse, type Command, type WordPart } from 'unbash';
import type { Match } from '../files/judge-path.ts';
import type { CommandPart } from '../shell/parts.ts';
import type { ShellWord } from '../shell/shell-word.ts';
import { baseName } from '../shell/wrappers.ts';
import { textMatcher } from './tool-pattern.ts';

/** One word of a pattern: itself, or a form with any text at its `*`. */
interface PatternWord {
  /** Null where it has a `*`. */
  text: string | null;
  form: RegExp;
}

/** A rule's `command`, taken apart. */
export interface CommandPattern {
  /** `NAME=value` before the command. */
  assignments: readonly string[];
  words: readonly PatternWord[];
  /** Whether any further words may follow. */
  isOpen: boolean;
}

/** @returns null where it is no simple command */
export function commandPattern(source: string): CommandPattern | null {
  const command = simpleCommand(source);
  if (command === null) return null;
  const words: PatternWord[] = [];
  for (const word of [command.name, ...command.suffix]) {
    if (word?.type !== 'Word' && word?.type !== 'Assignment') return null;
    const pieces = word.type === 'Word' ? piecesOf(word.parts, word.value) : [word.text];
    if (pieces === null) return null;
    words.push({ text: pieces.length === 1 ? (pieces[0] ?? '') : null, form: textMatcher(pieces) });
  }
  const assignments = command.prefix.flatMap((part) =>
    part.type === 'Assignment' && part.value.type === 'Word' && part.value.parts === undefined
      ? [`${part.name}=${part.value.value}`]
      : [],
  );
  if (assignments.length < command.prefix.length) return null;
  const last = command.suffix.at(-1);
  const isOpen = last?.type === 'Word' && last.text === '*';
  const isAny = words.length === 1 && command.name?.text === '*';
  return {
    assignments,
    words: isOpen || isAny ? words.slice(0, -1) : words,
    isOpen: isOpen || isAny,
  };
}

function simpleCommand(source: string): Command | null {
  const { commands, errors } = parse(source);
  const [statement, ...others] = commands;
  if (statement === undefined || others.length > 0 || (errors ?? []).length > 0) return null;
  if (statement.background === true || source.includes('#')) return null;
  return statement.command.type === 'Command' ? statement.command : null;
}

/** What stands before, between and after the `*` of a word; null where it is expanded in another way. */
function piecesOf(parts: readonly WordPart[] | undefined, value: string): string[] | null {
  if (parts === undefined) return [value];
  const pieces = [''];
  for (const part of parts) {
    if (part.type === 'Glob' && part.kind === 'star') {
      pieces.push('');
      continue;
    }
    const text = exactText(part);
    if (text === null) return null;
    pieces.push((pieces.pop() ?? '') + text);
  }
  return pieces;
}

function exactText(part: WordPart): string | null {
  if (part.type === 'Literal' || part.type === 'SingleQuoted') return part.value;
  if (part.type !== 'DoubleQuoted') return null;
  const texts = part.parts.map((child) => (child.type === 'Literal' ? child.value : null));
  return texts.includes(null) ? null : texts.join('');
}

/**
 * Whether a rule that allows is met by this command: word for word, and beyond them only what the pattern leaves open. A
 * command that runs another one which cannot be read must be written out whole.
 */
export function allows(pattern: CommandPattern, command: CommandPart): boolean {
  const { words, assignments } = command;
  if (command.runs === 'what-is-hidden') return false;
  const isWhole = spells(pattern, words.length - 1) && !pattern.isOpen;
  if (command.runs === 'what-is-listed' && !isWhole) return false;
  const isSet =
    assignments.length === pattern.assignments.length &&
    assignments.every(({ value }, at) => value !== null && value === pattern.assignments[at]);
  if (!isSet) return false;
  if (pattern.isOpen ? words.length < pattern.words.length : words.length !== pattern.words.length)
    return false;
  return pattern.words.every(({ form }, at) => isExactly(words[at], form));
}

/** Whether a pattern writes out every word up to this one, itself included. */
export function spells(pattern: CommandPattern, at: number): boolean {
  const written = pattern.words.slice(0, at + 1);
  return written.length === at + 1 && written.every(({ text }) => text !== null);
}

function isExactly(word: ShellWord | undefined, form: RegExp): boolean {
  return word !== undefined && word.value !== null && !word.isMany && form.test(word.value);
}

/**
 * Whether a rule that denies or asks is meant by this command, however it is written: by its path, in quotes, with variables
 * before it.
 */
export function restricts(pattern: CommandPattern, command: CommandPart): Match {
  if (command.runs === 'what-is-hidden') return 'maybe';
  const { words, assignments } = command;
  const isSet = pattern.assignments.every((wanted) =>
    assignments.some(({ value }) => value === wanted || value === null),
  );
  if (!isSet) return 'no';
  let match: Match = 'yes';
  for (const [at, { form, text }] of pattern.words.entries()) {
    const word = words[at];
    if (word === undefined) return 'no';
    if (word.isMany) return 'maybe';
    if (word.value === null) match = 'maybe';
    else if (!isForm(word.value, { form, text }, at === 0)) return 'no';
  }
  if (pattern.isOpen || words.length === pattern.words.length) return match;
  return words.slice(pattern.words.length).every(({ isMany }) => isMany) ? 'maybe' : 'no';
}

function isForm(value: string, { form, text }: PatternWord, isName: boolean): boolean {
  if (form.test(value)) return true;
  return isName && text?.includes('/') !== true && form.test(baseName(value));
}
