import { TmuxError } from '../tmux-error.ts';
import type { NewWindow } from '../types.ts';

/** tmux's own limit (WINDOW_MAXIMUM in tmux.h). */
const MAX_CELLS = 10_000;
// eslint-disable-next-line no-control-regex -- finding control characters is what it is for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** @throws TmuxError `invalid_argument` for what tmux would take for something else */
export function checkNewWindow({ cwd, env, argv, cols, rows, paneOptions = {} }: NewWindow): void {
  if (!cwd.startsWith('/')) refuse(`cwd must be absolute, and is "${cwd}".`);
  if (argv[0] === '') refuse('argv must begin with the program to execute.');
  for (const name of Object.keys(env)) {
    if (name === '' || /[=\0]/.test(name))
      refuse(`"${name}" is no name for an environment variable.`);
  }
  checkSize(cols, rows);
  for (const [name, value] of Object.entries(paneOptions)) checkOption(name, value);
}

export function checkSize(cols: number, rows: number): void {
  for (const cells of [cols, rows]) {
    if (!Number.isInteger(cells) || cells < 1 || cells > MAX_CELLS) {
      refuse(`A window is 1 to ${MAX_CELLS} cells wide and high, not ${cols}x${rows}.`);
    }
  }
}

export function checkOptionName(name: string): void {
  if (!/^[\w-]+$/.test(name)) {
    refuse(`"${name}" is no name for a pane option; use letters, digits, \`_\` and \`-\`.`);
  }
}

/** Listings have one line for each pane and a tab between fields, so a value may hold neither. */
export function checkOption(name: string, value: string): void {
  checkOptionName(name);
  if (CONTROL.test(value))
    refuse(`The pane option "${name}" holds a control character; encode it.`);
}

function refuse(sentence: string): never {
  throw new TmuxError('invalid_argument', sentence);
}
