import {
  forEachChild,
  parse,
  type Assignment,
  type Command,
  type ParsedScript,
  type Redirection,
  type SyntaxNode,
  type Word,
} from 'unbash';
import {
  CHANGES_DIRECTORY,
  CHANGES_THE_SHELL,
  HARMLESS_VARIABLES,
  TAKES_A_VARIABLE,
} from './builtins.ts';
import type { CommandPart, ShellPart } from './parts.ts';
import { shellWord, type ShellWord } from './shell-word.ts';
import { hasUnaccounted } from './unaccounted.ts';
import { baseName, innerCommands, type Inner } from './wrappers.ts';

/** Characters of a command that is looked at. */
const MAX_LENGTH = 100_000;
/** Parts of a command that are looked at. */
const MAX_PARTS = 2_000;
/** Scripts and commands inside one another. */
const MAX_DEPTH = 12;

const SAFE_TARGETS: ReadonlySet<string> = new Set(['/dev/null', '/dev/stdout', '/dev/stderr']);
/** Spelled so that every shell opens the same file. */
const PLAIN_TARGET = /^[\w./@%+,:=~-][^!]*$/;

type Within = CommandPart['within'];

export interface ReadCommand {
  /** At least one. */
  parts: readonly ShellPart[];
  /** What a command that cannot be read may run or open: nothing is allowed by it, and it may be what is denied. */
  suspects: readonly ShellPart[];
}

/**
 * What a shell runs and opens where it is given this text: every simple command in it, wherever it stands, and every file that
 * is redirected to or from. What is not understood is a part too, so that there is always one.
 */
export function readCommand(source: string): ReadCommand {
  const reader = new Reader();
  reader.readText(source, [], 0);
  const { parts, suspects } = reader;
  if (parts.length === 0) parts.push({ kind: 'unread', text: source, problem: 'it runs nothing' });
  return { parts: withCompany(parts), suspects };
}

class Reader {
  readonly parts: ShellPart[] = [];
  readonly suspects: ShellPart[] = [];
  #isSuspecting = false;

  readText(source: string, within: Within, depth: number): void {
    if (source.length > MAX_LENGTH) {
      this.#unread(source, 'it is too long to be read');
      return;
    }
    // eslint-disable-next-line no-control-regex -- what no shell reads as part of a command
    if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(source))
      this.#unread(source, 'it has control characters');
    try {
      this.#readScript(parse(source), source, { within, depth, end: source.length });
    } catch {
      this.#unread(source, 'it cannot be parsed');
    }
  }

  #readScript(
    script: ParsedScript,
    outer: string,
    { within = [], depth, end = script.end }: { within?: Within; depth: number; end?: number },
  ): void {
    const source = script.source ?? outer;
    if (this.#isTooMuch(depth)) {
      this.#unread(source.slice(script.pos, script.end), 'it is nested too deep, or too long');
      return;
    }
    const [error] = script.errors ?? [];
    if (error !== undefined) this.#unread(source, `it cannot be parsed: ${error.message}`);
    if (hasUnaccounted(script, source, end))
      this.#unread(source, 'something in it is not understood');
    for (const statement of script.commands) this.#read(statement, source, within, depth);
  }

  #read(node: SyntaxNode, source: string, within: Within, depth: number): void {
    switch (node.type) {
      case 'Command':
        this.#readSimple(node, source, within, depth);
        return;
      case 'Redirect':
      case 'HereString':
      case 'HereDoc':
        this.#readRedirection(node, source, depth);
        return;
      case 'Word':
        this.#readNested(node, source, depth);
        return;
      case 'Script':
        this.#readScript(node, source, { depth: depth + 1 });
        return;
      case 'Negation':
      case 'Time':
        return;
      case 'For':
        if (!HARMLESS_VARIABLES.has(node.name.text))
          this.#unread(node.name.text, 'its variable may mean something to a command');
        this.#readWords(node.wordlist ?? [], source);
        break;
      case 'Case':
        this.#readWords([node.word, ...node.items.flatMap(({ pattern }) => pattern)], source);
        break;
      case 'Statement':
      case 'Pipeline':
      case 'AndOr':
      case 'CompoundList':
      case 'CaseItem':
      case 'Subshell':
      case 'BraceGroup':
      case 'Redirected':
      case 'If':
      case 'Elif':
      case 'While':
        break;
      default:
        this.#unread(source.slice(node.pos, node.end), `${node.type} is never allowed by a rule`);
    }
    forEachChild(node, (child) => this.#read(child, source, within, depth));
  }

  /** Words of the grammar itself: those of a loop, of a case. */
  #readWords(words: readonly Word[], source: string): void {
    for (const word of words)
      if (!shellWord(word).isPlain)
        this.#unread(source.slice(word.pos, word.end), 'a word of it is not understood');
  }

  #readSimple(node: Command, source: string, within: Within, depth: number): void {
    const words = [
      ...(node.name === undefined ? [] : [shellWord(node.name)]),
      ...node.args.map((argument) =>
        argument.type === 'Word' ? shellWord(argument) : assigned(argument),
      ),
    ];
    const assignments = node.prefix.filter((part) => part.type === 'Assignment').map(assigned);
    const text = source.slice(node.pos, node.end);
    this.#addCommand({ text, assignments, words, within }, depth, heredocOf(node));
    for (const part of [...node.prefix, ...node.suffix]) {
      if (part.type === 'Assignment') this.#readNested(part, source, depth);
      else this.#read(part, source, within, depth);
    }
    if (node.name !== undefined) this.#readNested(node.name, source, depth);
  }

  /** A command, and what it runs. */
  #addCommand(
    known: Pick<CommandPart, 'text' | 'assignments' | 'words' | 'within'>,
    depth: number,
    stdin: string | null = null,
  ): void {
    const { words, text } = known;
    if (this.#isTooMuch(depth)) {
      this.#unread(text, 'it is nested too deep, or too long');
      return;
    }
    const inner = innerCommands(words).filter(({ type }) => type !== 'none');
    const part: CommandPart = {
      ...known,
      kind: 'command',
      problem: problemOf(known),
      runs: runsOf(inner),
    };
    this.#add(part);
    for (const each of inner) this.#readInner(part, each, depth, stdin);
  }

  #readInner(outer: CommandPart, inner: Inner, depth: number, stdin: string | null): void {
    const { text, words } = outer;
    const begin = (at: number): Within => [
      ...outer.within.map((each) => ({ command: each.command, at: each.at + at })),
      { command: outer, at },
    ];
    if (inner.type === 'words') {
      const within = begin(inner.at);
      this.#addCommand({ text, assignments: [], words: inner.words, within }, depth + 1);
    } else if (inner.type === 'script') {
      this.readText(inner.script, begin(inner.at), depth + 1);
    } else if (inner.type === 'opaque') {
      this.#suspect(words.slice(1), text, stdin, depth + 1);
    }
  }

  /** Any words of a command that cannot be read may be a command, or a script; and so may what it reads. */
  #suspect(words: readonly ShellWord[], text: string, stdin: string | null, depth: number): void {
    if (this.#isTooMuch(depth)) return;
    const before = this.#isSuspecting;
    this.#isSuspecting = true;
    for (let at = 0; at < words.length; at += 1) {
      const known = { text, assignments: [], words: words.slice(at), within: [] };
      this.#add({ ...known, kind: 'command', problem: null, runs: 'nothing-else' });
      const script = words[at]?.value ?? '';
      if (/\s/.test(script)) this.readText(script, [], depth);
    }
    if (stdin !== null) this.readText(stdin, [], depth);
    this.#isSuspecting = before;
  }

  #readRedirection(node: Redirection, source: string, depth: number): void {
    const text = source.slice(node.pos, node.end);
    if (node.descriptor?.type === 'FileDescriptorVariable')
      this.#unread(text, 'it sets a variable');
    this.#readNested(node, source, depth);
    if (node.type === 'HereDoc') {
      const isPlain = /^(?:\w+|'\w+'|"\w+")$/.test(node.delimiter?.text ?? '');
      if (!isPlain || node.closing === undefined || !isPlainBody(node.body.parts ?? []))
        this.#unread(text, 'its text is not understood');
      return;
    }
    const word = node.target === undefined ? null : shellWord(node.target);
    if (node.type === 'HereString') {
      if (word?.isPlain !== true) this.#unread(text, 'its text is not understood');
      return;
    }
    const target = word?.isPlain === true && !word.isMany ? word.value : null;
    const isDuplicate = node.operator === '>&' || node.operator === '<&';
    if (isDuplicate && target !== null && /^(?:\d+-?|-)$/.test(target)) return;
    if (target !== null && SAFE_TARGETS.has(target)) return;
    const isPlain =
      target !== null && PLAIN_TARGET.test(target) && !/^\/dev\/(?:tcp|udp)\//.test(target);
    const access = node.operator === '<' || node.operator === '<&' ? 'read' : 'write';
    this.#add({ kind: 'redirection', text, access, path: isPlain ? target : null });
  }

  /** Commands inside a word, an assignment, a redirection. */
  #readNested(node: SyntaxNode, source: string, depth: number): void {
    forEachChild(node, (child) => {
      if (child.type === 'Script') this.#readScript(child, source, { depth: depth + 1 });
      else this.#readNested(child, source, depth);
    });
  }

  #unread(text: string, problem: string): void {
    this.#add({ kind: 'unread', text, problem });
  }

  #add(part: ShellPart): void {
    (this.#isSuspecting ? this.suspects : this.parts).push(part);
  }

  #isTooMuch(depth: number): boolean {
    return depth > MAX_DEPTH || this.parts.length + this.suspects.length > MAX_PARTS;
  }
}

/** The whole text that a command reads, where it stands in the script itself. */
function heredocOf({ redirects }: Command): string | null {
  for (const each of redirects) {
    if (each.type === 'HereDoc') return each.body.text;
    if (each.type === 'HereString') return each.target?.value ?? null;
  }
  return null;
}

/** The parts of a text that is expanded are those of a word in double quotes. */
function isPlainBody(parts: NonNullable<Word['parts']>): boolean {
  const text = parts.map((part) => part.text).join('');
  return parts.every((part) => part.type === 'Literal' || shellWord(asWord(part, text)).isPlain);
}

function asWord(part: NonNullable<Word['parts']>[number], text: string): Word {
  return {
    type: 'Word',
    text: part.text,
    value: text,
    pos: part.pos,
    end: part.end,
    parts: [part],
  };
}

/** `NAME=value`, before a command or as one of its words. */
function assigned({ name, value, append, index, text }: Assignment): ShellWord {
  if (value.type === 'ArrayValue' || append === true || index !== undefined)
    return { value: null, isMany: false, isPlain: false, isBare: false };
  const word = shellWord(value);
  const isExact = word.value !== null && !text.includes('~');
  return { ...word, value: isExact ? `${name}=${word.value}` : null };
}

function runsOf(inner: readonly Inner[]): CommandPart['runs'] {
  const opaque = inner.filter((each) => each.type === 'opaque');
  if (opaque.some(({ isHidden }) => isHidden)) return 'what-is-hidden';
  return opaque.length > 0 ? 'what-is-listed' : 'nothing-else';
}

function problemOf({
  words,
  assignments,
}: Pick<CommandPart, 'words' | 'assignments'>): string | null {
  const [name] = words;
  if (name === undefined) return 'it sets a variable';
  if (name.value === null) return 'which command it is, an expansion decides';
  if (!name.isBare || !name.isPlain || name.value === '' || name.value.includes('~'))
    return 'its name is not written plainly';
  if (![...words, ...assignments].every(({ isPlain }) => isPlain))
    return 'a word of it is not understood';
  if (TAKES_A_VARIABLE.has(baseName(name.value)) && words.some(hasSubscript))
    return 'it may calculate the subscript of a variable, which may run a command';
  return null;
}

function hasSubscript({ value }: ShellWord): boolean {
  return value?.includes('[') === true && /\$|`/.test(value);
}

/** What commands of one shell do to one another. */
function withCompany(parts: readonly ShellPart[]): ShellPart[] {
  const isCommand = (part: ShellPart) => part.kind === 'command';
  const names = parts.filter(isCommand).map(({ words }) => baseName(words[0]?.value ?? ''));
  const moves = names.some((name) => CHANGES_DIRECTORY.has(name));
  return parts.map((part): ShellPart => {
    if (part.kind === 'redirection') {
      const isLost = moves && part.path?.startsWith('/') === false;
      return isLost ? { ...part, path: null } : part;
    }
    if (part.kind !== 'command' || part.problem !== null) return part;
    const name = part.words[0]?.value ?? '';
    if (names.length > 1 && (CHANGES_THE_SHELL.has(name) || changesAVariable(part)))
      return { ...part, problem: `${name} may change what the other commands mean` };
    if (moves && name.includes('/') && !name.startsWith('/'))
      return { ...part, problem: 'which file it is, an earlier change of directory decides' };
    return part;
  });
}

function changesAVariable({ words: [name, option] }: CommandPart): boolean {
  return (
    name?.value === 'printf' && (option?.value === null || option?.value?.startsWith('-v') === true)
  );
}
