const BACKSLASH = 0x5c;
const ZERO = 0x30;

/**
 * What tmux's control_append_data (control.c) did to a pane's bytes, undone: only bytes below 0x20 and the backslash
 * are written as `\ooo`; everything from 0x7f up is raw. A backslash that starts no such escape stays.
 */
export function unescapeOctal(data: Uint8Array): Uint8Array {
  let from = data.indexOf(BACKSLASH);
  if (from === -1) return data;
  const bytes = new Uint8Array(data.length);
  bytes.set(data.subarray(0, from));
  let length = from;
  while (from < data.length) {
    const byte = data[from] ?? 0;
    const escaped = byte === BACKSLASH ? octalAt(data, from + 1) : null;
    bytes[length++] = escaped ?? byte;
    from += escaped === null ? 1 : 4;
  }
  return bytes.subarray(0, length);
}

function octalAt(data: Uint8Array, at: number): number | null {
  let value = 0;
  for (let digit = 0; digit < 3; digit++) {
    const offset = (data[at + digit] ?? 0) - ZERO;
    if (offset < 0 || offset > 7) return null;
    value = value * 8 + offset;
  }
  return value > 0xff ? null : value;
}
