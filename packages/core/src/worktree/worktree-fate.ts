/** What git and the disk say of a worktree whose session has ended. */
export interface WorktreeFacts {
  /** The ref that it is on; null where it is on none. */
  ref: string | null;
  /** The commit that it stands at; null where that cannot be told. */
  head: string | null;
  /** Commits that it stood at before, of those that `base` does not contain. */
  visited: readonly string[];
  /** Whether git sees changed or untracked files, ignored ones aside; null where it could not say. */
  isDirty: boolean | null;
}

/** `changed`: there is something in it that is nowhere else, or that may be. */
export type WorktreeFate = { kind: 'unchanged' } | { kind: 'changed'; why: string };

/** A worktree is taken away only where all that is in it is known to be where it began. */
export function worktreeFate(
  { ref, head, visited, isDirty }: WorktreeFacts,
  { branch, base }: { branch: string; base: string },
): WorktreeFate {
  const changed = (why: string): WorktreeFate => ({ kind: 'changed', why });
  if (ref !== `refs/heads/${branch}`) return changed('it is on another branch');
  if (head !== base || visited.length > 0) return changed('it has commits of its own');
  if (isDirty === null) return changed('git cannot tell whether it was changed');
  return isDirty ? changed('it has uncommitted changes') : { kind: 'unchanged' };
}
