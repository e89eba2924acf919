/** A newline-terminated line; `bytes` is without the newline and is valid until the next `push`. */
export interface Line {
  bytes: Uint8Array;
  start: number;
  end: number;
  /** Longer than the limit: `bytes` is only its beginning. */
  tooLong: boolean;
}

export interface LineSplitter {
  /** The lines that `chunk` completes. What is behind the last newline is kept for the next chunk. */
  push(chunk: Uint8Array): Line[];
  /** Byte offset after the last line that was handed out. */
  offset(): number;
}

const NEWLINE = 0x0a;
/** Enough to show what a line that is too long begins with. */
const KEPT_OF_TOO_LONG = 4_096;

/** @param from byte offset of the first chunk */
export function createLineSplitter(from: number, maxLineBytes: number): LineSplitter {
  let parts: Uint8Array[] = [];
  let kept = 0;
  let start = from;
  let position = from;

  function append(part: Uint8Array): void {
    // Copied, since the caller reads its next chunk into the same memory. (A Buffer's `slice` is no copy.)
    if (kept + part.length <= maxLineBytes) {
      parts.push(new Uint8Array(part));
      kept += part.length;
    } else if (kept <= maxLineBytes) {
      parts = [join([...parts, part], KEPT_OF_TOO_LONG)];
      kept = Infinity;
    }
  }

  function complete(last: Uint8Array, end: number): Line {
    const tooLong = kept + last.length > maxLineBytes;
    if (tooLong) append(last);
    const bytes = tooLong || parts.length > 0 ? join(tooLong ? parts : [...parts, last]) : last;
    const line = { bytes, start, end, tooLong };
    parts = [];
    kept = 0;
    start = end;
    return line;
  }

  return {
    push(chunk) {
      const lines: Line[] = [];
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
        lines.push(complete(chunk.subarray(from, at), position + at + 1));
        from = at + 1;
      }
      if (from < chunk.length) append(chunk.subarray(from));
      position += chunk.length;
      return lines;
    },
    offset: () => start,
  };
}

function join(parts: readonly Uint8Array[], limit = Infinity): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const joined = new Uint8Array(Math.min(length, limit));
  let at = 0;
  for (const part of parts) {
    const room = joined.length - at;
    if (room <= 0) break;
    joined.set(part.subarray(0, room), at);
    at += part.length;
  }
  return joined;
}
