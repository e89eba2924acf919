import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { disagreementFrameSchema, timestampSchema, type DisagreementFrame } from '@aegis/protocol';
import * as v from 'valibot';
import { frameText, MAX_FRAME_BYTES } from './frame.ts';

const countsSchema = v.object({
  since: timestampSchema,
  counts: v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(0))),
});
export type Counts = v.InferOutput<typeof countsSchema>;

const COUNTS_FILE = 'counts.json';
const FRAME_FILE = /^(?<id>[0-9a-f]{16})\.json$/;
/** Files that are looked at when the folder is opened: someone may have put others there. */
const MOST_FILES = 1_000;

/** The folder of the kept frames, 0700, one file of 0600 for each. What cannot be read in it is passed over. */
export class FrameFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  async readFrames(): Promise<DisagreementFrame[]> {
    const frames: DisagreementFrame[] = [];
    const names = await readdir(this.path).catch(() => []);
    for (const name of names.slice(0, MOST_FILES)) {
      const id = FRAME_FILE.exec(name)?.groups?.['id'];
      if (id === undefined) continue;
      const parsed = v.safeParse(disagreementFrameSchema, await this.#readJson(name));
      if (parsed.success && parsed.output.id === id) frames.push(parsed.output);
    }
    return frames;
  }

  async readCounts(): Promise<Counts | null> {
    const parsed = v.safeParse(countsSchema, await this.#readJson(COUNTS_FILE));
    return parsed.success ? parsed.output : null;
  }

  writeFrame(frame: DisagreementFrame): Promise<void> {
    return this.#write(`${frame.id}.json`, frameText(frame));
  }

  writeCounts(counts: Counts): Promise<void> {
    return this.#write(COUNTS_FILE, Buffer.from(JSON.stringify(counts, null, 2)));
  }

  async removeFrame(id: string): Promise<void> {
    await rm(join(this.path, `${id}.json`), { force: true });
  }

  async #readJson(name: string): Promise<unknown> {
    try {
      const bytes = await readFile(join(this.path, name));
      return bytes.length > MAX_FRAME_BYTES ? null : JSON.parse(bytes.toString('utf8'));
    } catch {
      return null;
    }
  }

  /** Whole or not at all. */
  async #write(name: string, bytes: Buffer): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    await chmod(this.path, 0o700);
    const path = join(this.path, name);
    await writeFile(`${path}.new`, bytes, { mode: 0o600 });
    await rename(`${path}.new`, path);
  }
}
