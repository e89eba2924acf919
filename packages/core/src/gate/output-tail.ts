import { stripVTControlCharacters } from 'node:util';

/** The end of what a command wrote, and how much came before. */
export class OutputTail {
  readonly #limit: number;
  #chunks: Buffer[] = [];
  #kept = 0;
  #total = 0;

  /** @param limit bytes that are kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(chunk: Buffer): void {
    this.#total += chunk.length;
    this.#kept += chunk.length;
    this.#chunks.push(chunk);
    // Now and then: a command that writes much is not copied with every piece.
    if (this.#kept > 2 * this.#limit) this.#cut();
  }

  read(): { output: string; droppedBytes: number } {
    this.#cut();
    let bytes = this.#chunks[0] ?? Buffer.alloc(0);
    if (bytes.length < this.#total) bytes = bytes.subarray(startOfLine(bytes));
    return { output: plain(bytes.toString('utf8')), droppedBytes: this.#total - bytes.length };
  }

  #cut(): void {
    const all = Buffer.concat(this.#chunks);
    const end = Buffer.from(all.subarray(Math.max(0, all.length - this.#limit)));
    this.#chunks = [end];
    this.#kept = end.length;
  }
}

/** A cut line may begin inside a character or an escape sequence; output in one line begins where a character does. */
function startOfLine(bytes: Buffer): number {
  const newline = bytes.indexOf(0x0a);
  if (newline !== -1 && newline < bytes.length - 1) return newline + 1;
  let at = 0;
  while (at < 4 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at += 1;
  return at;
}

/** As a terminal would leave it: without colours, and of a line that was drawn over, the last state. */
function plain(text: string): string {
  return stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.replace(/\r+$/, '').split('\r').at(-1) ?? '')
    .join('\n')
    .replaceAll(/[^\P{Cc}\t\n]/gu, '')
    .trimEnd();
}
