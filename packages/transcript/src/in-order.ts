import type { Entry } from './types.ts';

/** Lines at the head of a file that may stand in another order than they were said in. */
const HEAD_LINES = 32;

export interface OrderKeeper {
  /** The entries that can be handed out now. */
  push(entry: Entry): Entry[];
  /** What waits for a parent that did not come. */
  rest(): Entry[];
}

/**
 * Puts a reply behind the prompt that it hangs on. As Claude Code makes the file, with the first prompt, the reply to it may be
 * written first (seen on 2.1.120 and 2.1.200). What hangs on nothing in the head of the file comes behind it.
 * @param mayCome whether an entry that is not there yet may still come
 */
export function keepOrder(mayCome: (uuid: string) => boolean = () => true): OrderKeeper {
  const known = new Set<string>();
  const waiting: Entry[] = [];
  let lines = 0;

  function isEarly({ type, parentUuid }: Entry): boolean {
    if (type !== 'assistant' || parentUuid === null) return false;
    return !known.has(parentUuid) && mayCome(parentUuid);
  }

  function release(entry: Entry): Entry[] {
    const { uuid } = entry;
    if (uuid === null) return [entry];
    known.add(uuid);
    const released = [entry];
    for (;;) {
      const next = waiting.findIndex(({ parentUuid }) => parentUuid === uuid);
      if (next < 0) return released;
      released.push(...waiting.splice(next, 1).flatMap(release));
    }
  }

  return {
    push(entry) {
      lines += 1;
      if (lines > HEAD_LINES) return [...waiting.splice(0), entry];
      if (!isEarly(entry)) return release(entry);
      waiting.push(entry);
      return [];
    },
    rest: () => waiting.splice(0),
  };
}

/** The same for entries that are there already. */
export function inOrder(entries: readonly Entry[]): Entry[] {
  const uuids = new Set(entries.map(({ uuid }) => uuid));
  const keeper = keepOrder((uuid) => uuids.has(uuid));
  return [...entries.flatMap((entry) => keeper.push(entry)), ...keeper.rest()];
}
