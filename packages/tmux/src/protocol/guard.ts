/** The three numbers of a `%begin`, `%end` or `%error` line (`cmdq_guard` in tmux's cmd-queue.c). */
export interface Guard {
  /** As written: `1795371189 264 1`. A block closes only on the very same text. */
  numbers: string;
  /** The command came in on this client's input: the manual calls the flags unused, but this is what 1 means. */
  ours: boolean;
}

const GUARD = /^\d+ \d+ (\d+)$/;

export function parseGuard(numbers: string): Guard | null {
  const match = GUARD.exec(numbers);
  if (!match) return null;
  return { numbers, ours: Number(match[1]) % 2 === 1 };
}
