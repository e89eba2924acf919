import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/** What a door's process is at; written before each case, so that it is there to read when the process hangs or dies. */
export interface CurrentCase {
  slice: number;
  /** Counts from 0 within the slice. */
  run: number;
  /** The input itself, where it came from the guided loop and no seed leads back to it. */
  input: Uint8Array | null;
}

const HEAD_BYTES = 12;
const NO_INPUT = 0xffffffff;

/** In one write and in place: some microseconds, where a message to another process may never be sent by one that hangs. */
export class CaseLog {
  readonly #file: number;
  readonly #head = Buffer.alloc(HEAD_BYTES);

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  begin({ slice, run, input }: CurrentCase): void {
    this.#head.writeUInt32LE(slice, 0);
    this.#head.writeUInt32LE(run, 4);
    this.#head.writeUInt32LE(input === null ? NO_INPUT : input.length, 8);
    const bytes = input === null ? this.#head : Buffer.concat([this.#head, input]);
    writeSync(this.#file, bytes, 0, bytes.length, 0);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** Null where no case has begun. */
export function readCaseLog(path: string): CurrentCase | null {
  const bytes = readFileSync(path);
  if (bytes.length < HEAD_BYTES) return null;
  const length = bytes.readUInt32LE(8);
  const input =
    length === NO_INPUT ? null : new Uint8Array(bytes.subarray(HEAD_BYTES, HEAD_BYTES + length));
  return { slice: bytes.readUInt32LE(0), run: bytes.readUInt32LE(4), input };
}
