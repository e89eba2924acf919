const NOTHING = new Uint8Array(0);

/**
 * Hands bytes on up to the last whole character; the begin of one that is still to come waits for its rest. The
 * emulator's own decoder loses a character that is cut behind a second byte of 0x80, as `…`, `—` and `•` may be.
 */
export class WholeCharacters {
  #begun: Uint8Array = NOTHING;

  /** What can be drawn by now. */
  next(bytes: Uint8Array): Uint8Array {
    const all = this.#begun.length === 0 ? bytes : joined(this.#begun, bytes);
    const end = all.length - unfinished(all);
    this.#begun = all.slice(end);
    return all.subarray(0, end);
  }

  /** What has begun does not go on. */
  forget(): void {
    this.#begun = NOTHING;
  }
}

/** How many bytes at the end are the begin of a character; at most three. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    const isContinuation = byte >= 0x80 && byte < 0xc0;
    if (!isContinuation) return back < characterLength(byte) ? back : 0;
  }
  return 0;
}

function characterLength(lead: number): number {
  if (lead < 0xc0 || lead >= 0xf8) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const all = new Uint8Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}
