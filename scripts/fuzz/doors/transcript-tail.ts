import { appendFile, mkdtemp, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '@aegis/transcript';
import { readEntries } from '@aegis/transcript/node';
import fc from 'fast-check';
import { createLineSplitter } from '../../../packages/transcript/src/line-splitter.ts';
import { readLastEntries } from '../../../packages/transcript/src/node/read-last-entries.ts';
import {
  createTailReader,
  type TailReader,
} from '../../../packages/transcript/src/node/tail-reader.ts';
import { parseLines } from '../../../packages/transcript/src/parse-lines.ts';
import { promise, type Door, type OpenDoor, type Verdict } from '../door.ts';
import { same } from '../input/same.ts';
import { mutatedBytes } from '../input/mutate-bytes.ts';
import { mutatedJsonText } from '../input/mutate-json.ts';

/** What happens to the file between two looks. */
type Step =
  | { kind: 'append' | 'replace' | 'rewrite'; bytes: Uint8Array }
  | { kind: 'truncate'; at: number }
  | { kind: 'remove' }
  | { kind: 'look' };

const LINES = [
  {
    type: 'user',
    uuid: 'u1',
    timestamp: '2026-01-02T03:04:05.678Z',
    message: { role: 'user', content: 'hello' },
  },
  {
    type: 'assistant',
    uuid: 'a1',
    parentUuid: 'u1',
    message: { id: 'm', role: 'assistant', content: [] },
  },
  { type: 'summary', summary: 'x' },
];
/** The reader compares so many bytes before it reads on. */
const MARK_BYTES = 64;

export const transcriptTail: Door<readonly Step[]> = {
  name: 'transcript-tail',
  about: 'transcript files that grow, are cut, replaced, removed, and hold anything',
  share: 12,
  async open(): Promise<OpenDoor<readonly Step[]>> {
    const folder = await mkdtemp(join(tmpdir(), 'aegis-fuzz-tail-'));
    const path = join(folder, 'transcript.jsonl');
    const line = mutatedJsonText(LINES).map(
      (text) => new Uint8Array(Buffer.concat([text, NEWLINE])),
    );
    const bytes = fc.oneof(
      { weight: 3, arbitrary: line },
      { weight: 1, arbitrary: mutatedBytes(LINES.map((one) => Buffer.from(JSON.stringify(one)))) },
    );
    const step: fc.Arbitrary<Step> = fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('append' as const), bytes }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('replace' as const), bytes }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('rewrite' as const), bytes }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('truncate' as const), at: fc.nat() }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'remove' as const }) },
      { weight: 4, arbitrary: fc.constant({ kind: 'look' as const }) },
    );
    return {
      inputs: fc.array(step, { minLength: 1, maxLength: 10 }),
      check: (steps) => check(steps, path),
      close: () => rm(folder, { recursive: true, force: true }),
    };
  },
};

const NEWLINE = Uint8Array.of(0x0a);

async function check(steps: readonly Step[], path: string): Promise<Verdict> {
  await rm(path, { force: true });
  const tail = new Told(createTailReader(path, { offset: 0, inode: null }));
  let content: Buffer | null = null;
  let seconds = 1_000;
  for (const step of [...steps, { kind: 'look' } as const]) {
    if (step.kind === 'look') {
      await tail.look(content);
      continue;
    }
    content = await act(step, path, content);
    seconds += 1;
    // Each change has a time of its own, as it has unless two come within one tick of the kernel.
    if (content !== null) await utimes(path, seconds, seconds);
  }
  if (content !== null && content.length > 0) await checkReaders(path, content);
  return tail.restarts === 0 ? 'accepted' : 'rejected';
}

async function act(
  step: Exclude<Step, { kind: 'look' }>,
  path: string,
  content: Buffer | null,
): Promise<Buffer | null> {
  switch (step.kind) {
    case 'append':
      await appendFile(path, step.bytes);
      return Buffer.concat([content ?? Buffer.alloc(0), step.bytes]);
    case 'replace':
      await writeFile(`${path}.new`, step.bytes);
      await rename(`${path}.new`, path);
      return Buffer.from(step.bytes);
    case 'rewrite':
      await writeFile(path, step.bytes);
      return Buffer.from(step.bytes);
    case 'truncate': {
      if (content === null) return null;
      const at = step.at % (content.length + 1);
      await truncate(path, at);
      return content.subarray(0, at);
    }
    case 'remove':
      await rm(path, { force: true });
      return null;
  }
}

/** What the reader has handed out since it last began anew, beside what it should have. */
class Told {
  restarts = 0;
  readonly #reader: TailReader;
  #entries: Entry[] = [];
  /** What was read up to here, as the file had it then. */
  #read = Buffer.alloc(0);
  /** The file was changed in a way that cannot be noticed: nothing more is promised. */
  #isAstray = false;

  constructor(reader: TailReader) {
    this.#reader = reader;
  }

  async look(content: Buffer | null): Promise<void> {
    let restarted = false;
    for await (const event of this.#reader.read()) {
      if (event.type === 'restarted') {
        restarted = true;
        this.restarts += 1;
        this.#entries = [];
        promise(event.position.offset === 0, 'it begins anew at the begin');
      } else {
        promise(event.entries.length > 0, 'no event without entries');
        this.#entries.push(...event.entries);
      }
    }
    if (content === null) return;
    const mark = this.#read.subarray(-MARK_BYTES);
    const there = content.subarray(this.#read.length - mark.length, this.#read.length);
    const isGrown =
      content.length >= this.#read.length &&
      content.subarray(0, this.#read.length).equals(this.#read);
    // The same bytes where it stopped, and others before: that it cannot know, and does not promise.
    const isHidden = !isGrown && !restarted && there.equals(mark);
    this.#read = Buffer.from(content);
    if (isHidden) this.#isAstray = true;
    if (this.#isAstray) return;
    promise(same(this.#entries, entriesOf(content)), 'each line of the file is told once');
  }
}

function entriesOf(content: Uint8Array): Entry[] {
  return parseLines(createLineSplitter(0, 1e9).push(new Uint8Array(content)));
}

async function checkReaders(path: string, content: Buffer): Promise<void> {
  const read: Entry[] = [];
  for await (const entry of readEntries(path)) read.push(entry);
  promise(same(read, entriesOf(content)), 'the whole file, read at once, has the same entries');
  const last = await readLastEntries(path, { isEnough: (entries) => entries.length >= 2 });
  promise(same(last, read.slice(read.length - last.length)), 'the last entries are the last ones');
  promise(last.length >= Math.min(2, read.length), 'as many of the last ones as there are');
}
