import type { WriteStream } from 'node:tty';
import { encodeLine, paint } from './paint.ts';
import type { Line } from './spans.ts';

/** The terminal that the screen is drawn on. */
export class Terminal {
  readonly #output: WriteStream;
  #shown: string[] = [];

  constructor(output: WriteStream) {
    this.#output = output;
    // No cursor of the terminal's own; pasted text is marked.
    output.write('\u001b[?25l\u001b[?2004h\u001b[2J\u001b]0;✳ Claude Code\u0007');
  }

  get size(): { cols: number; rows: number } {
    return { cols: this.#output.columns, rows: this.#output.rows };
  }

  onResize(listener: () => void): void {
    this.#output.on('resize', () => {
      this.#output.write('\u001b[2J');
      this.#shown = [];
      listener();
    });
  }

  draw(lines: readonly Line[]): void {
    const next = lines.map(encodeLine);
    const bytes = paint(this.#shown, next);
    this.#shown = next;
    if (bytes !== '') this.#output.write(bytes);
  }

  /** Gives the terminal back, with these words below what was drawn. */
  leave(words: string): void {
    const { rows } = this.size;
    const row = Math.min(this.#shown.length + 1, rows);
    // On the last row the screen goes up by a line.
    const scroll = this.#shown.length >= rows ? '\r\n' : '';
    this.#output.write(`\u001b[${row};1H${scroll}\u001b[J\u001b[?2004l\u001b[?25h${words}`);
  }
}
