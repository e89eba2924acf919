import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRecord, stringOf, type JsonRecord } from '../../api/json.ts';

export interface TranscriptPlace {
  readonly folder: string;
  readonly sessionId: string;
  readonly workDir: string;
  readonly version: string;
}

/** The JSONL file of one conversation. It is made with the first line that tells of anything. */
export class Transcript {
  readonly #place: TranscriptPlace;
  #parent: string | null = null;

  constructor(place: TranscriptPlace) {
    this.#place = place;
  }

  get path(): string {
    return join(this.#place.folder, `${this.#place.sessionId}.jsonl`);
  }

  get exists(): boolean {
    return existsSync(this.path);
  }

  /** What stands in it, oldest first; its last entry is the one that the next goes on from. */
  load(): JsonRecord[] {
    if (!this.exists) return [];
    const entries = readFileSync(this.path, 'utf8').split('\n').flatMap(parseEntry);
    this.#parent = stringOf(entries.findLast(({ uuid }) => uuid !== undefined)?.['uuid']);
    return entries;
  }

  /** Lines of another conversation, which this one goes on from (`--fork-session`). */
  copy(entries: readonly JsonRecord[]): void {
    const { sessionId } = this.#place;
    for (const entry of entries) {
      const forkedFrom = { sessionId: entry['sessionId'], messageUuid: entry['uuid'] };
      this.#write({ ...entry, sessionId, ...(entry['uuid'] === undefined ? {} : { forkedFrom }) });
    }
    this.#parent = stringOf(entries.findLast(({ uuid }) => uuid !== undefined)?.['uuid']);
  }

  /** A line of the conversation, in its chain. */
  add(fields: JsonRecord): string {
    const uuid = randomUUID();
    const { sessionId, workDir, version } = this.#place;
    this.#write({
      parentUuid: this.#parent,
      isSidechain: false,
      ...fields,
      uuid,
      timestamp: new Date().toISOString(),
      userType: 'external',
      entrypoint: 'cli',
      cwd: workDir,
      sessionId,
      version,
      gitBranch: '',
    });
    this.#parent = uuid;
    return uuid;
  }

  /** A line beside the conversation, such as the mode that it is in. */
  note(fields: JsonRecord): void {
    this.#write({ ...fields, sessionId: this.#place.sessionId });
  }

  #write(entry: JsonRecord): void {
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    appendFileSync(this.path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  }
}

function parseEntry(text: string): JsonRecord[] {
  try {
    const entry: unknown = JSON.parse(text);
    return isRecord(entry) ? [entry] : [];
  } catch {
    return [];
  }
}
