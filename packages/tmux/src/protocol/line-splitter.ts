/** Far more than any line that tmux writes (the longest hold one screen row or one option), and little enough to hold. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

const NEWLINE = 0x0a;

export interface SplitResult {
  /** Complete lines, without their newline. */
  lines: Uint8Array[];
  /** A line grew past the limit: the stream is no tmux, and nothing more is taken from it. */
  overflow: boolean;
}

/** Bytes in, lines out. Lines stay bytes: `%output` may end in the middle of a character. */
export class LineSplitter {
  readonly #limit: number;
  #parts: Uint8Array[] = [];
  #length = 0;
  #overflow = false;

  constructor(limit: number = MAX_LINE_BYTES) {
    this.#limit = limit;
  }

  push(chunk: Uint8Array): SplitResult {
    const lines: Uint8Array[] = [];
    let start = 0;
    while (!this.#overflow) {
      const end = chunk.indexOf(NEWLINE, start);
      if (end === -1) break;
      const last = chunk.subarray(start, end);
      start = end + 1;
      // However it was cut: a line with its end in the same chunk counts as one without.
      if (this.#length + last.length > this.#limit) this.#giveUp();
      else lines.push(this.#complete(last));
    }
    this.#keep(chunk.subarray(start));
    return { lines, overflow: this.#overflow };
  }

  #complete(last: Uint8Array): Uint8Array {
    if (this.#length === 0) return last;
    const line = Buffer.concat([...this.#parts, last]);
    this.#parts = [];
    this.#length = 0;
    return line;
  }

  #keep(rest: Uint8Array): void {
    if (rest.length === 0 || this.#overflow) return;
    this.#length += rest.length;
    if (this.#length > this.#limit) this.#giveUp();
    else this.#parts.push(rest);
  }

  #giveUp(): void {
    this.#overflow = true;
    this.#parts = [];
  }
}
