/**
 * A smaller input that fails too: pieces are taken out while it goes on failing, from halves down to single bytes.
 * @param fails asked at most `tries` times
 */
export async function minimise(
  input: Uint8Array,
  fails: (input: Uint8Array) => Promise<boolean>,
  tries = 2_000,
): Promise<Uint8Array> {
  let smallest = input;
  let left = tries;
  for (let size = Math.ceil(input.length / 2); size >= 1 && left > 0;) {
    let shrunk = false;
    for (let at = 0; at < smallest.length && left > 0;) {
      const candidate = new Uint8Array(
        Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + size)]),
      );
      left -= 1;
      if (await fails(candidate)) {
        smallest = candidate;
        shrunk = true;
      } else at += size;
    }
    if (size === 1 && !shrunk) break;
    size = shrunk && size > 1 ? size : Math.floor(size / 2);
    if (size === 0 && shrunk) size = 1;
  }
  return smallest;
}
