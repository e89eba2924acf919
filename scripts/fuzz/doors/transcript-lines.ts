import { messageSchema } from '@aegis/protocol';
import {
  createUsageCounter,
  findPrompt,
  inOrder,
  lastAssistantText,
  liveBranch,
  parseLine,
  toMessages,
  turnEffect,
  turnEnd,
  type Entry,
} from '@aegis/transcript';
import fc from 'fast-check';
import * as v from 'valibot';
import { createLineSplitter } from '../../../packages/transcript/src/line-splitter.ts';
import { parseLines } from '../../../packages/transcript/src/parse-lines.ts';
import { promise, type Door, type Verdict } from '../door.ts';
import { same } from '../input/same.ts';
import { cuts, cutsOf, inPieces, type Cuts } from '../input/chunks.ts';
import { mutatedBytes } from '../input/mutate-bytes.ts';
import { mutatedJsonText } from '../input/mutate-json.ts';
import { jsonLinesOf } from '../input/lines-of-file.ts';

const FIXTURE = new URL(
  '../../../packages/transcript/src/fixtures/claude-2.1.330.jsonl',
  import.meta.url,
);
const EFFECTS = ['open', 'finished', 'failed', 'interrupted', 'none'];

interface Input {
  bytes: Uint8Array;
  cuts: Cuts;
  /** The longest line that is taken. */
  limit: number;
}

export const transcriptLines: Door<Input> = {
  name: 'transcript-lines',
  about: 'lines of Claude Code’s transcripts, and everything that is made of them',
  share: 120,
  guidedBy: ['packages/transcript/src/'],
  open: () => {
    const lines = jsonLinesOf(FIXTURE);
    const texts = lines.map((line) => new TextEncoder().encode(`${JSON.stringify(line)}\n`));
    const whole = fc
      .array(mutatedJsonText(lines), { minLength: 1, maxLength: 4 })
      .map((parts) => new Uint8Array(Buffer.concat(parts.flatMap((part) => [part, NEWLINE]))));
    return Promise.resolve({
      inputs: fc.record({
        bytes: fc.oneof({ weight: 3, arbitrary: whole }, mutatedBytes(texts)),
        cuts,
        // Of a line that is too long the first 4,096 bytes are kept, so a limit is never less.
        limit: fc.constantFrom(4_096, 10_000, 1_000_000_000),
      }),
      check,
      guided: {
        samples: texts,
        toInput: (bytes) => ({ bytes, cuts: cutsOf(bytes), limit: 4_096 }),
      },
    });
  },
};

const NEWLINE = Uint8Array.of(0x0a);

function check({ bytes, cuts: at, limit }: Input): Verdict {
  const lines = createLineSplitter(0, limit).push(bytes);
  const entries = parseLines(lines);
  const splitter = createLineSplitter(0, limit);
  // Read at once, since a line is valid until the next chunk only.
  const inParts = inPieces(bytes, at).flatMap((piece) => parseLines(splitter.push(piece)));
  promise(same(inParts, entries), 'the same entries, however the bytes are cut');
  promise(splitter.offset() === bytes.lastIndexOf(0x0a) + 1, 'the offset is behind the last line');

  let end = 0;
  for (const line of lines) {
    promise(line.start === end && line.end > line.start, 'lines follow on each other');
    const length = line.end - line.start - 1;
    promise(line.tooLong === length > limit, 'a line is too long where it is beyond the limit');
    promise(line.tooLong || line.bytes.length === length, 'a line is whole');
    end = line.end;
  }
  const filled = lines.filter(({ bytes: line }) =>
    Buffer.from(line).some((byte) => !BLANKS.has(byte)),
  );
  promise(entries.length === filled.length, 'each line that is not blank is one entry');
  for (const [index, entry] of entries.entries()) checkEntry(entry, filled[index]);
  checkTogether(entries);
  return entries.every(({ type }) => type !== 'invalid') ? 'accepted' : 'rejected';
}

const BLANKS = new Set([0x20, 0x09, 0x0d]);

function checkEntry(
  entry: Entry,
  line: { bytes: Uint8Array; start: number; end: number } | undefined,
) {
  promise(
    entry.start === line?.start && entry.end === line.end,
    'an entry stands where its line does',
  );
  const text = new TextDecoder().decode(line.bytes);
  const kept = entry.raw['raw'];
  if (entry.type === 'invalid' && 'problem' in entry.raw) {
    const isKept = typeof kept === 'string' && kept.length <= 1_000 && text.startsWith(kept);
    promise(isKept || !isJson(text), 'of a line that is no entry the beginning is kept');
  } else {
    promise(same(entry.raw, JSON.parse(text)), 'the whole object is kept');
    const written = asJson(entry.raw);
    if (written !== null) {
      const again = parseLine(written, entry.start, entry.end);
      promise(asJson(again) === asJson(entry), 'an entry comes back the same');
    }
  }
  if (entry.timestamp !== null) {
    promise(Number.isFinite(Date.parse(entry.timestamp)), 'a timestamp is a moment');
  }
  const messages = toMessages(entry);
  for (const message of messages)
    promise(v.is(messageSchema, message), 'a message fits its schema');
  promise(
    new Set(messages.map(({ id }) => id)).size === messages.length,
    'messages have ids of their own',
  );
  promise(EFFECTS.includes(turnEffect(entry)), 'an entry has one of the known effects');
  turnEnd(entry);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** JSON has no minus zero, and what is nested too deep it does not write. */
function asJson(value: unknown): string | null {
  try {
    return JSON.stringify(value);
  } catch {
    return null;
  }
}

function checkTogether(entries: readonly Entry[]): void {
  const branch = liveBranch(entries);
  promise(
    branch.every((entry) => entries.includes(entry)),
    'the live branch is made of the entries',
  );
  promise(new Set(branch).size === branch.length, 'the live branch holds each entry once');
  const ordered = inOrder(entries);
  promise(
    ordered.length === entries.length && ordered.every((one) => entries.includes(one)),
    'order loses nothing',
  );
  lastAssistantText(entries);
  findPrompt(entries, 'hello');
  const counter = createUsageCounter();
  for (const entry of entries) counter.add(entry);
  const { costUsd, ...counts } = counter.total();
  promise(costUsd === null, 'no price, no cost');
  promise(
    Object.values(counts).every((count) => Number.isSafeInteger(count) && count >= 0),
    'usage is counted in whole numbers',
  );
}
