import { TmuxError } from '../tmux-error.ts';

const PLAIN = /^[\w./:=@-]+$/;
// eslint-disable-next-line no-control-regex -- control characters are what must be written differently
const CONTROL = /[\u0001-\u001f\u007f]+/g;

/**
 * One argument as tmux's command parser (cmd-parse.y) reads it back unchanged. Single quotes are literal there; a
 * control character, a newline above all, would end or garble the line and goes into double quotes as octal.
 *
 * @throws TmuxError `invalid_argument` for NUL, which no argument can hold, and for a lone surrogate
 */
export function quoteArgument(argument: string): string {
  if (argument.includes('\0')) {
    throw new TmuxError('invalid_argument', 'An argument holds a NUL character; remove it.');
  }
  if (!argument.isWellFormed()) {
    throw new TmuxError('invalid_argument', 'An argument holds a lone surrogate; encode it again.');
  }
  if (PLAIN.test(argument)) return argument;
  const quoted = argument
    .replaceAll("'", `'\\''`)
    .replaceAll(CONTROL, (characters) => `'"${octal(characters)}"'`);
  return `'${quoted}'`;
}

/** A command as one line of control-mode input. */
export function commandLine(argv: readonly string[]): string {
  return argv.map(quoteArgument).join(' ');
}

/**
 * Literal text for an argument that tmux expands as a format (`-n`, `-c`, `-F`). `##` is a `#`, but a run of them
 * before `[` is a style and is left as it stands (`format_expand1` in format.c).
 */
export function escapeFormat(text: string): string {
  return text.replaceAll(/#+/g, (run, at: number) =>
    text[at + run.length] === '[' ? run : run + run,
  );
}

function octal(characters: string): string {
  return Array.from(
    characters,
    (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  ).join('');
}
