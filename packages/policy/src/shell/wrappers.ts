import { ANY_WORDS, type ShellWord } from './shell-word.ts';

/** What a command runs beside itself. */
export type Inner =
  | { type: 'none' }
  /** Its words from `at` on are a command; `words` as they will be. */
  | { type: 'words'; at: number; words: readonly ShellWord[] }
  /** Its word at `at` is a script. */
  | { type: 'script'; at: number; script: string }
  /** It runs something: what, cannot be told for certain. */
  | { type: 'opaque'; isHidden: boolean };

/** Options before the command that is run: letters without and with a value, and words before that command. */
interface Prefix {
  flags?: string;
  valued?: string;
  long?: readonly string[];
  operands?: number;
  /** Options that make it say something and run nothing. */
  tells?: string;
}

const PREFIXES: ReadonlyMap<string, Prefix> = new Map<string, Prefix>([
  ['command', { flags: 'p', tells: 'vV' }],
  ['builtin', {}],
  ['exec', { flags: 'cl', valued: 'a' }],
  ['nohup', {}],
  ['noglob', {}],
  ['nocorrect', {}],
  ['-', {}],
  ['busybox', {}],
  ['toybox', {}],
  ['repeat', { operands: 1 }],
  ['setsid', { flags: 'cfw' }],
  ['nice', { valued: 'n' }],
  ['ionice', { valued: 'cn', flags: 't' }],
  ['time', { flags: 'p' }],
  [
    'timeout',
    { valued: 'ks', flags: 'v', long: ['--foreground', '--preserve-status'], operands: 1 },
  ],
  ['stdbuf', { valued: 'ioe' }],
  ['env', { flags: 'i', valued: 'uC' }],
  ['sudo', { flags: 'nEHSbkA', valued: 'ugpCDhrtT' }],
  ['doas', { flags: 'n', valued: 'uC' }],
  ['xargs', { flags: '0rtxo', valued: 'nLIPdsE', long: ['--null', '--no-run-if-empty'] }],
]);

/** Commands that run another one, in too many ways to be read. */
const OPAQUE: ReadonlySet<string> = new Set([
  ...['watch', 'parallel', 'su', 'runuser', 'ssh', 'script', 'flock', 'strace', 'ltrace', 'chroot'],
  ...[
    'unshare',
    'nsenter',
    'entr',
    'gdb',
    'expect',
    'systemd-run',
    'at',
    'batch',
    'rlwrap',
    'trap',
  ],
  ...[
    'chrt',
    'taskset',
    'numactl',
    'prlimit',
    'setarch',
    'linux64',
    'linux32',
    'firejail',
    'bwrap',
  ],
  ...['caffeinate', 'xvfb-run', 'dbus-run-session', 'proxychains', 'torsocks', 'pkexec', 'gosu'],
  ...[
    'setpriv',
    'capsh',
    'unbuffer',
    'setuidgid',
    'chpst',
    'faketime',
    'hyperfine',
    'zargs',
    'coproc',
  ],
]);
const SHELLS: ReadonlySet<string> = new Set([
  ...['sh', 'bash', 'zsh', 'dash', 'ash', 'ksh', 'mksh', 'fish', 'csh', 'tcsh', 'rbash'],
]);
/** Interpreters that, without a file, run what they read. */
const READS_PROGRAM =
  /^(?:python[\d.]*|pypy[\d.]*|node|deno|bun|perl|ruby|php|lua|tclsh|osascript)$/;
const FIND_RUNS: ReadonlySet<string> = new Set(['-exec', '-execdir', '-ok', '-okdir']);

/** The last part of a name with directories. */
export function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** What this command runs beside itself; several, where it says so. */
export function innerCommands(words: readonly ShellWord[]): Inner[] {
  const name = baseName(words[0]?.value ?? '');
  const prefix = PREFIXES.get(name);
  if (prefix !== undefined) return [afterPrefix(name, prefix, words)];
  if (SHELLS.has(name)) return [inShell(words)];
  if (name === 'eval') return [evaluated(words)];
  if (name === 'find' || name === 'fd' || name === 'fdfind') return foundBy(words);
  if (OPAQUE.has(name)) return [opaque(words)];
  if (READS_PROGRAM.test(name) && words.slice(1).every(({ value }) => value?.startsWith('-')))
    return /^-(?:[vVh]|-version|-help)$/.test(words[1]?.value ?? '')
      ? []
      : [{ type: 'opaque', isHidden: true }];
  return [];
}

/** With every word known, what it may run is among its words. */
function opaque(words: readonly ShellWord[]): Inner {
  return { type: 'opaque', isHidden: words.some(({ value }) => value === null) };
}

function afterPrefix(name: string, prefix: Prefix, words: readonly ShellWord[]): Inner {
  const { flags = '', valued = '', long = [], operands = 0, tells = '' } = prefix;
  let replaced: string | null = null;
  let at = 1;
  for (; at < words.length; at += 1) {
    const value = words[at]?.value ?? null;
    if (value === null) return opaque(words);
    if (value === '--') {
      at += 1;
      break;
    }
    if (!/^-./.test(value)) break;
    if (long.includes(value)) continue;
    if (name === 'nice' && /^-\d+$/.test(value)) continue;
    const read = readCluster(value, flags + tells, valued);
    if (read === null) return opaque(words);
    if (tells.split('').some((letter) => read.letters.includes(letter))) return { type: 'none' };
    if (read.takesNext) at += 1;
    if (name === 'xargs' && read.letters.includes('I'))
      replaced = read.rest === '' ? (words[at]?.value ?? null) : read.rest;
  }
  if (words.slice(at, at + operands).some(({ value }) => value === null)) return opaque(words);
  at += operands;
  const inner = words.slice(at);
  const [first] = inner;
  if (first === undefined) return { type: 'none' };
  if (name === 'env' && first.value?.includes('=') !== false) return opaque(words);
  if (name === 'sudo' && first.value?.includes('=') !== false) return opaque(words);
  if (name !== 'xargs') return { type: 'words', at, words: inner };
  if (replaced !== null) return { type: 'words', at, words: withReplaced(inner, replaced) };
  return { type: 'words', at, words: [...inner, ANY_WORDS] };
}

interface Cluster {
  letters: string;
  takesNext: boolean;
  /** What stands right after a letter that takes a value. */
  rest: string;
}

/** One word of short options; null where one of them is not known. */
function readCluster(word: string, flags: string, valued: string): Cluster | null {
  let letters = '';
  for (let at = 1; at < word.length; at += 1) {
    const letter = word[at] ?? '';
    letters += letter;
    if (valued.includes(letter)) {
      return { letters, takesNext: at === word.length - 1, rest: word.slice(at + 1) };
    }
    if (!flags.includes(letter)) return null;
  }
  return { letters, takesNext: false, rest: '' };
}

/** A word with a place that is filled in later is not known. */
function withReplaced(words: readonly ShellWord[], replaced: string): ShellWord[] {
  return words.map((word) =>
    word.value?.includes(replaced) === true ? { ...word, value: null, isBare: false } : word,
  );
}

function inShell(words: readonly ShellWord[]): Inner {
  const [, first, script] = words;
  if (first === undefined) return { type: 'opaque', isHidden: true };
  if (first.value !== null && !/^[-+]/.test(first.value)) return { type: 'none' };
  if (first.value === '--version' || first.value === '--help') return { type: 'none' };
  const isScript = first.value !== null && /^-[eux]*c$/.test(first.value);
  if (isScript && script?.value != null) return { type: 'script', at: 2, script: script.value };
  const reads = words.slice(1).every(({ value }) => value?.startsWith('-') === true);
  return reads ? { type: 'opaque', isHidden: true } : opaque(words);
}

function evaluated(words: readonly ShellWord[]): Inner {
  const rest = words.slice(1);
  if (rest.length === 0) return { type: 'none' };
  if (rest.some(({ value }) => value === null)) return { type: 'opaque', isHidden: true };
  const at = words.length - 1;
  return { type: 'script', at, script: rest.map(({ value }) => value).join(' ') };
}

function foundBy(words: readonly ShellWord[]): Inner[] {
  if (words.some(({ value }) => value === null)) return [opaque(words)];
  const isFind = baseName(words[0]?.value ?? '') === 'find';
  const inner: Inner[] = [];
  for (let at = 1; at < words.length; at += 1) {
    const value = words[at]?.value ?? '';
    if (!isFind && /^(?:-\w*[xX]|--exec)/.test(value)) return [opaque(words)];
    if (!isFind || !FIND_RUNS.has(value)) continue;
    const begin = at + 1;
    const end = words.findIndex((word, place) => place >= begin && isEnd(word, words[place - 1]));
    if (end <= begin) return [opaque(words)];
    inner.push({ type: 'words', at: begin, words: withReplaced(words.slice(begin, end), '{}') });
    at = end;
  }
  return inner;
}

function isEnd({ value }: ShellWord, before: ShellWord | undefined): boolean {
  return value === ';' || (value === '+' && before?.value === '{}');
}
