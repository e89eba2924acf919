import type { Subagent } from '@aegis/protocol';
import { readEntries, SubagentReader } from '@aegis/transcript/node';
import type { SessionRecord } from '../session/session-record.ts';
import { SubagentBook } from './subagent-book.ts';

/** Ended sessions whose subagents are remembered: nothing comes to them any more. */
const MOST_REMEMBERED = 200;

/** The subagents of sessions that have ended, out of their transcripts. */
export class EndedSubagents {
  readonly #remembered = new Map<string, Subagent[]>();

  async of(record: Pick<SessionRecord, 'id' | 'transcripts' | 'createdAt'>): Promise<Subagent[]> {
    const known = this.#remembered.get(record.id);
    if (known) return known;
    const subagents = await readSubagents(record);
    this.#remembered.set(record.id, subagents);
    if (this.#remembered.size > MOST_REMEMBERED) {
      const [oldest] = this.#remembered.keys();
      if (oldest !== undefined) this.#remembered.delete(oldest);
    }
    return subagents;
  }
}

async function readSubagents({
  transcripts,
  createdAt,
}: Pick<SessionRecord, 'transcripts' | 'createdAt'>): Promise<Subagent[]> {
  const book = new SubagentBook();
  const reader = new SubagentReader();
  for (const { path } of transcripts) {
    if (path === null) continue;
    try {
      for await (const entry of readEntries(path)) book.read(entry);
    } catch {
      // Swept away by Claude Code: what its subagents left is still told.
    }
    await reader.read(path, async (file, entries) => {
      book.meet(file);
      for await (const entry of entries) book.readOwn(file.id, entry);
    });
  }
  return book.list({ isAlive: false, since: createdAt });
}
