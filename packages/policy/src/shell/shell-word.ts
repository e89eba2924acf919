import type { DoubleQuotedChild, ParameterExpansionPart, Word, WordPart } from 'unbash';

/** One word of a command, as far as it is known what the shell makes of it. */
export interface ShellWord {
  /** What the command is given; null where an expansion decides. */
  value: string | null;
  /** An expansion may make more words of it, or none. */
  isMany: boolean;
  /** Written in a way that every shell reads alike. Of any other nothing is allowed. */
  isPlain: boolean;
  /** Without any quote or escape. */
  isBare: boolean;
}

/** What may stand unquoted for itself: ASCII alone, since a shell may take another character for a blank. */
const BARE = String.raw`[\w\-./:@%+,=^#~!]|\{\}`;
const LITERAL = new RegExp(String.raw`^(?:${BARE}|\\[\x20-\x7e])*$`);
/** The name of the command `[`, and its last word. */
const BRACKET = /^[[\]]$/;
const QUOTED_LITERAL = /^(?:[^"$\\`]|\\[\s\S])*$/;
const VARIABLE = /^\$(?:[a-z_]\w*|[\d?#$@*])$/i;
const BRACKET_GLOB = /^\[[!^]?[\w\-.]+\]$/;
const BRACES = /^\{[\w\-./,]*\}$/;

interface PartReading {
  value: string | null;
  isMany: boolean;
  isPlain: boolean;
}

export const ANY_WORDS: ShellWord = { value: null, isMany: true, isPlain: true, isBare: false };

export function shellWord(word: Word): ShellWord {
  const { parts } = word;
  const readings = parts === undefined ? [literal(word.text, word.value)] : parts.map(readPart);
  const isMany = readings.some((reading) => reading.isMany);
  const isKnown = readings.every(({ value }) => value !== null);
  const value = isKnown ? readings.map((reading) => reading.value).join('') : null;
  const isPlain =
    readings.every((reading) => reading.isPlain) &&
    isWhole(word.text, parts) &&
    isPlainHead(word.text) &&
    !hasSubscript(parts);
  return { value, isMany, isPlain, isBare: parts === undefined && word.text === word.value };
}

/** zsh takes `=name` for the path of a command, and bash and zsh `~name` for a home or a stack of directories. */
function isPlainHead(text: string): boolean {
  return !text.startsWith('=') && !(text.startsWith('~') && !/^~(?:\/|$)/.test(text));
}

/** Nothing of the word is in none of its parts. */
function isWhole(text: string, parts: readonly WordPart[] | undefined): boolean {
  return parts === undefined || parts.map((part) => part.text).join('') === text;
}

/** zsh takes what follows a variable in brackets for a subscript, which is calculated. */
function hasSubscript(parts: readonly (WordPart | DoubleQuotedChild)[] = []): boolean {
  return parts.some((part, at) => {
    if (part.type === 'DoubleQuoted' && hasSubscript(part.parts)) return true;
    const isVariable = part.type === 'SimpleExpansion' || part.type === 'ParameterExpansion';
    return isVariable && parts[at + 1]?.text.startsWith('[') === true;
  });
}

function literal(text: string, value: string): PartReading {
  return { value, isMany: false, isPlain: LITERAL.test(text) || BRACKET.test(text) };
}

function readPart(part: WordPart): PartReading {
  switch (part.type) {
    case 'Literal':
      return literal(part.text, part.value);
    case 'SingleQuoted':
      return { value: part.value, isMany: false, isPlain: part.text === `'${part.value}'` };
    case 'AnsiCQuoted':
      return { value: part.value, isMany: false, isPlain: false };
    case 'DoubleQuoted':
      return quoted(part.parts);
    case 'Glob':
      return open(part.kind !== 'bracket' || BRACKET_GLOB.test(part.text));
    case 'BraceExpansion':
      return open(BRACES.test(part.text));
    case 'SimpleExpansion':
    case 'ParameterExpansion':
    case 'CommandExpansion':
    case 'ArithmeticExpansion':
      return open(isPlainExpansion(part));
    case 'ProcessSubstitution':
      return { value: null, isMany: false, isPlain: part.script !== undefined };
    case 'LocaleString':
    case 'ExtendedGlob':
      return open(false);
  }
}

function open(isPlain: boolean): PartReading {
  return { value: null, isMany: true, isPlain };
}

function quoted(parts: readonly DoubleQuotedChild[]): PartReading {
  const readings = parts.map((part): PartReading => {
    if (part.type !== 'Literal') {
      // One word, except for the lists of all arguments.
      return { value: null, isMany: /@/.test(part.text), isPlain: isPlainExpansion(part) };
    }
    return { value: part.value, isMany: false, isPlain: QUOTED_LITERAL.test(part.text) };
  });
  const isKnown = readings.every(({ value }) => value !== null);
  return {
    value: isKnown ? readings.map(({ value }) => value).join('') : null,
    isMany: readings.some(({ isMany }) => isMany),
    isPlain: readings.every(({ isPlain }) => isPlain),
  };
}

/** An expansion that runs nothing but what is a command of its own in it, and changes nothing. */
function isPlainExpansion(part: Exclude<DoubleQuotedChild, { type: 'Literal' }>): boolean {
  switch (part.type) {
    case 'SimpleExpansion':
      return VARIABLE.test(part.text);
    case 'ParameterExpansion':
      return isPlainParameter(part);
    case 'CommandExpansion':
      return part.script !== undefined && /^\$\([^(]/.test(part.text);
    case 'ArithmeticExpansion':
      // A variable in it may hold an expression that runs a command.
      return /^\$\(\([\d +*/%-]*\)\)$/.test(part.text);
  }
}

function isPlainParameter({ parameter, prefix, index, operation, text }: ParameterExpansionPart) {
  if (!/^(?:[a-z_]\w*|\d+)$/i.test(parameter) || index !== undefined || prefix === '!')
    return false;
  // Flags of zsh, which may run what the variable holds, stand in parentheses.
  if (/^\$\{\(/.test(text)) return false;
  if (operation === undefined) return true;
  const isHarmless =
    operation.type === 'Remove' ||
    (operation.type === 'Default' && /^:?[-+]$/.test(operation.operator));
  return isHarmless && /^[\w\-./,*]*$/.test(operation.operand.text);
}
