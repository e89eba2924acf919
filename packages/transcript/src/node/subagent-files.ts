import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { recordOrNull, stringOrNull } from '../fields.ts';
import type { Entry } from '../types.ts';
import { readEntries } from './read-entries.ts';

/** What Claude Code keeps of a subagent beside its transcript. */
export interface SubagentMeta {
  agentType: string | null;
  description: string | null;
  /** The call that asked for it. */
  toolUseId: string | null;
}

export interface SubagentFile {
  id: string;
  path: string;
  /** Null where there is none: versions before 2.1.3xx write none. */
  meta: SubagentMeta | null;
}

const FILE = /^agent-([\w-]{1,100})\.jsonl$/;
/** Files that are taken from one folder: Claude Code runs 20 subagents at a time, and a long session may have had many. */
const MOST_FILES = 1_000;
const MOST_META_BYTES = 64 * 1024;

const metaSchema = v.object({
  agentType: stringOrNull,
  description: stringOrNull,
  toolUseId: stringOrNull,
});

/** Where the subagents of a conversation have their transcripts; versions before 2.1 have none there. */
export function subagentFolder(transcriptPath: string): string {
  return join(transcriptPath.replace(/\.jsonl$/, ''), 'subagents');
}

/** The transcripts of a conversation's subagents, as they are found now, by name. Never throws. */
export async function listSubagentFiles(transcriptPath: string): Promise<SubagentFile[]> {
  const folder = subagentFolder(transcriptPath);
  const names = await readdir(folder).catch((): string[] => []);
  const files: SubagentFile[] = [];
  for (const name of names.sort()) {
    const id = FILE.exec(name)?.[1];
    if (id === undefined) continue;
    if (files.length === MOST_FILES) break;
    const path = join(folder, name);
    files.push({ id, path, meta: await readMeta(path.replace(/\.jsonl$/, '.meta.json')) });
  }
  return files;
}

/** Follows the transcripts of subagents by asking: each entry is handed out once. */
export class SubagentReader {
  readonly #offsets = new Map<string, number>();

  /** What was written since the last call. A file that cannot be read now is read the next time. */
  async read(
    transcriptPath: string,
    take: (file: SubagentFile, entries: AsyncGenerator<Entry>) => Promise<void>,
  ): Promise<void> {
    for (const file of await listSubagentFiles(transcriptPath)) {
      await take(file, this.#entries(file.path));
    }
  }

  async *#entries(path: string): AsyncGenerator<Entry> {
    try {
      for await (const entry of readEntries(path, { from: this.#offsets.get(path) ?? 0 })) {
        this.#offsets.set(path, entry.end);
        yield entry;
      }
    } catch {
      // Swept away by Claude Code, or not readable now: what was read of it stands.
    }
  }
}

async function readMeta(path: string): Promise<SubagentMeta | null> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > MOST_META_BYTES) return null;
      const meta = v.parse(recordOrNull, JSON.parse(await file.readFile('utf8')));
      return meta === null ? null : v.parse(metaSchema, meta);
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}
