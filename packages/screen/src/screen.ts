import xterm from '@xterm/headless';
import { boundRepeats } from './bounded-repeats.ts';
import { cellWidths } from './cell-width.ts';
import { readSnapshot, type ScreenFacts } from './read-snapshot.ts';
import { restoreSequence } from './restore-sequence.ts';
import type { Screen, ScreenOptions, Snapshot } from './types.ts';
import { WholeCharacters } from './whole-characters.ts';

const CURSOR_MODE = 25;
const BRACKETED_PASTE_MODE = 2004;

/**
 * A screen of the given size, blank. Bytes are never answered: questions that a program asks its terminal
 * (device attributes, cursor reports) are tmux's to answer.
 */
export function createScreen(options: ScreenOptions): Screen {
  const terminal = new xterm.Terminal({
    cols: options.cols,
    rows: options.rows,
    scrollback: options.scrollback ?? 0,
    allowProposedApi: true,
    // Noise on the screen is data; it is not to be reported on the console of whoever uses this.
    logLevel: 'off',
  });
  terminal.unicode.register(cellWidths);
  terminal.unicode.activeVersion = cellWidths.version;
  const facts: ScreenFacts = { title: '', cursorVisible: true, bracketedPaste: null };
  followFacts(terminal, facts);
  boundRepeats(terminal);

  // Writes queue up inside the emulator; a resize or a reset waits for those before it and holds those after it.
  let barrier: Promise<unknown> = Promise.resolve();
  let written: Promise<unknown> = Promise.resolve();
  let disposed = false;
  const characters = new WholeCharacters();

  const put = (data: Uint8Array | string): Promise<void> =>
    new Promise((resolve) => {
      if (disposed) resolve();
      else terminal.write(data, resolve);
    });
  const afterAll = (action: () => void | Promise<void>): Promise<void> => {
    const done = Promise.all([barrier, written]).then(() => (disposed ? undefined : action()));
    barrier = done;
    return done;
  };

  return {
    write(bytes) {
      const done = barrier.then(() => put(characters.next(bytes)));
      written = done;
      return done;
    },
    reset: (state) =>
      afterAll(async () => {
        terminal.reset();
        characters.forget();
        terminal.resize(state.cols, state.rows);
        facts.cursorVisible = true;
        await put(restoreSequence(state));
        facts.title = state.title;
      }),
    resize: (cols, rows) => afterAll(() => terminal.resize(cols, rows)),
    snapshot: (): Snapshot => readSnapshot(terminal, facts),
    bracketedPaste: () => facts.bracketedPaste,
    dispose() {
      void afterAll(() => {
        disposed = true;
        terminal.dispose();
      });
    },
  };
}

function followFacts(terminal: xterm.Terminal, facts: ScreenFacts): void {
  terminal.onTitleChange((title) => {
    facts.title = title;
  });
  // The handlers only look on (`false`): the emulator goes on to act on the mode itself.
  const setMode = (isOn: boolean) => (parameters: (number | number[])[]) => {
    if (parameters.includes(CURSOR_MODE)) facts.cursorVisible = isOn;
    if (parameters.includes(BRACKETED_PASTE_MODE)) facts.bracketedPaste = isOn;
    return false;
  };
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'h' }, setMode(true));
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'l' }, setMode(false));
  const full = (): boolean => {
    facts.cursorVisible = true;
    return false;
  };
  terminal.parser.registerEscHandler({ final: 'c' }, full);
  terminal.parser.registerCsiHandler({ intermediates: '!', final: 'p' }, full);
}
