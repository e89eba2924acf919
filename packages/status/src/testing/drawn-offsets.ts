const ESCAPE = 0x1b;
const BELL = 0x07;

/**
 * Offsets behind which the screen may show something else than one byte before: those inside a character or a control
 * sequence, and behind one that only sets the look of what comes next, are left out. What they show has been seen.
 */
export function drawnOffsets(bytes: Uint8Array): number[] {
  const offsets: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = endOfUnit(bytes, at);
    if (!isLook(bytes, at, end)) offsets.push(end);
    at = end;
  }
  return offsets;
}

function endOfUnit(bytes: Uint8Array, at: number): number {
  const byte = bytes[at] ?? 0;
  if (byte !== ESCAPE) return Math.min(at + characterLength(byte), bytes.length);
  const kind = String.fromCharCode(bytes[at + 1] ?? 0);
  if (kind === '[') return endWhere(bytes, at + 2, (one) => one >= 0x40 && one <= 0x7e);
  if (kind !== ']') return Math.min(at + 2, bytes.length);
  const end = endWhere(bytes, at + 2, (one) => one === BELL || one === ESCAPE);
  // `ESC \\` ends it too.
  return bytes[end - 1] === ESCAPE ? Math.min(end + 1, bytes.length) : end;
}

function endWhere(bytes: Uint8Array, from: number, isEnd: (byte: number) => boolean): number {
  const at = bytes.subarray(from).findIndex(isEnd);
  return at < 0 ? bytes.length : from + at + 1;
}

function characterLength(byte: number): number {
  if (byte >= 0xf0) return 4;
  if (byte >= 0xe0) return 3;
  return byte >= 0xc0 ? 2 : 1;
}

/** `CSI … m`. */
function isLook(bytes: Uint8Array, at: number, end: number): boolean {
  return bytes[at] === ESCAPE && bytes[at + 1] === 0x5b && bytes[end - 1] === 0x6d;
}
