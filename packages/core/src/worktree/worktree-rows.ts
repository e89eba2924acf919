import { worktreeSchema } from '@aegis/protocol';
import type { SessionStore } from '@aegis/store';
import * as v from 'valibot';

const PREFIX = 'core.worktree.';

const rowSchema = v.object({
  ...worktreeSchema.entries,
  /** Whether it stays when its session ends, whatever is in it. */
  keep: v.boolean(),
});
export type WorktreeRow = v.InferOutput<typeof rowSchema>;

/** Worktrees that Aegis still has to look after: from before they are made until it is decided whether they stay. */
export class WorktreeRows {
  readonly #store: SessionStore;

  constructor(store: SessionStore) {
    this.#store = store;
  }

  set(sessionId: string, row: WorktreeRow, at: number): void {
    this.#store.setKey({ key: PREFIX + sessionId, value: { ...row }, at, expiresAt: null });
  }

  get(sessionId: string, at: number): WorktreeRow | null {
    return parse(this.#store.getKey(PREFIX + sessionId, at)?.value);
  }

  /** The sessions that have one. */
  list(at: number): string[] {
    return this.#store.listKeys({ prefix: PREFIX, at }).map(({ key }) => key.slice(PREFIX.length));
  }

  delete(sessionId: string): void {
    this.#store.deleteKey(PREFIX + sessionId);
  }
}

function parse(value: unknown): WorktreeRow | null {
  const parsed = v.safeParse(rowSchema, value);
  return parsed.success ? parsed.output : null;
}
