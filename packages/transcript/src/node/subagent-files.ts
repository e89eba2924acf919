import { open, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
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

/** Where the subagents of a conversation have their transcripts, since 2.1.2. */
export function subagentFolder(transcriptPath: string): string {
  return join(transcriptPath.replace(/\.jsonl$/, ''), 'subagents');
}

/** Follows the transcripts of subagents by asking: each entry is handed out once. */
export class SubagentReader {
  readonly #offsets = new Map<string, number>();
  /** Files beside the conversation, and the conversation that they belong to. */
  readonly #owners = new Map<string, string | null>();

  /** What was written since the last call. A file that cannot be read now is read the next time. */
  async read(
    transcriptPath: string,
    take: (file: SubagentFile, entries: AsyncGenerator<Entry>) => Promise<void>,
  ): Promise<void> {
    for (const file of await this.#files(transcriptPath)) {
      await take(file, this.#entries(file.path));
    }
  }

  async #files(transcriptPath: string): Promise<SubagentFile[]> {
    const files: SubagentFile[] = [];
    for (const { id, path } of await namedFiles(subagentFolder(transcriptPath))) {
      files.push({ id, path, meta: await readMeta(path.replace(/\.jsonl$/, '.meta.json')) });
    }
    // Versions before 2.1.2 put them beside the conversations of the project, and say inside whose they are.
    const conversation = basename(transcriptPath, '.jsonl');
    for (const { id, path } of await namedFiles(dirname(transcriptPath))) {
      const owner = await this.#ownerOf(path);
      if (owner === conversation) files.push({ id, path, meta: null });
    }
    return files;
  }

  async #ownerOf(path: string): Promise<string | null> {
    const known = this.#owners.get(path);
    if (known !== undefined) return known;
    try {
      for await (const { sessionId } of readEntries(path)) {
        this.#owners.set(path, sessionId);
        return sessionId;
      }
    } catch {
      // Gone, or not readable now.
    }
    return null;
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

/** By name. Never throws. */
async function namedFiles(folder: string): Promise<{ id: string; path: string }[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names
    .sort()
    .flatMap((name) => {
      const id = FILE.exec(name)?.[1];
      return id === undefined ? [] : [{ id, path: join(folder, name) }];
    })
    .slice(0, MOST_FILES);
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
