import type { CliIo } from '../io.ts';
import { cutStyled } from './cut-styled.ts';

/** Lines at the bottom of what was written, drawn again and again in place. For a terminal alone. */
export interface LiveRegion {
  /** Shows these lines instead of those before. */
  draw(text: string): void;
  /** Writes text that stays, above the lines. */
  above(text: string): void;
  /** Takes the lines away. */
  clear(): void;
}

/** Draws on stderr, so that results on stdout can be piped elsewhere. */
export function createLiveRegion({ stderr, terminal }: CliIo): LiveRegion {
  let shown: string[] = [];
  const up = () => (shown.length === 0 ? '' : `\u001b[${shown.length}A\r\u001b[J`);
  const put = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
  return {
    draw(text) {
      const { columns, rows } = terminal.size();
      const lines = text === '' ? [] : text.split('\n').map((line) => cutStyled(line, columns - 1));
      // What does not fit could not be taken away again.
      const room = Math.max(1, rows - 1);
      const cut = lines.length - room;
      const fitting = cut > 0 ? [...lines.slice(0, room - 1), `… ${cut + 1} more`] : lines;
      const before = up();
      shown = fitting;
      stderr.write(`${before}${put(fitting)}`);
    },
    above(text) {
      stderr.write(`${up()}${text}\n${put(shown)}`);
    },
    clear() {
      stderr.write(up());
      shown = [];
    },
  };
}
