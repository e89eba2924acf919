import type { Message, ReadQuery, ReadResult } from '@aegis/protocol';
import { AegisError } from '@aegis/protocol';
import { toMessages, type Entry } from '@aegis/transcript';
import { readEntries, readLiveEntries } from '@aegis/transcript/node';
import { isMissingFile } from './missing-file.ts';
import type { SessionRecord, TranscriptRecord } from './session-record.ts';

interface Cursor {
  claudeSessionId: string;
  /** Byte after the last line that was read. */
  offset: number;
}

const CURSOR = /^([\w-]{1,64})@(\d{1,15})$/;

function parseCursor(text: string): Cursor {
  const [, claudeSessionId, offset] = CURSOR.exec(text) ?? [];
  if (claudeSessionId === undefined || offset === undefined) {
    throw new AegisError(
      'invalid_request',
      `\`after\` is "${text}", which is no cursor. Pass the \`cursor\` of an earlier read as it came, or leave it out for the whole conversation.`,
      { details: { after: text } },
    );
  }
  return { claudeSessionId, offset: Number(offset) };
}

function printCursor({ claudeSessionId, offset }: Cursor): string {
  return `${claudeSessionId}@${offset}`;
}

/** Where each transcript is to be read from. */
function sources(
  transcripts: readonly TranscriptRecord[],
  after: Cursor | null,
): (Cursor & { path: string })[] {
  const first = transcripts.findIndex(
    ({ claudeSessionId }) => claudeSessionId === after?.claudeSessionId,
  );
  if (after !== null && first === -1) {
    throw new AegisError(
      'invalid_request',
      '`after` is the cursor of another session. Leave it out to read the whole conversation.',
    );
  }
  return transcripts.slice(Math.max(0, first)).flatMap(({ claudeSessionId, path }) => {
    const offset = claudeSessionId === after?.claudeSessionId ? after.offset : 0;
    return path === null ? [] : [{ claudeSessionId, path, offset }];
  });
}

/** From the start only what a rewind has not left behind; from a cursor on everything, since it was live when written. */
async function* entriesOf({
  path,
  offset,
}: {
  path: string;
  offset: number;
}): AsyncGenerator<Entry> {
  try {
    yield* offset === 0 ? readLiveEntries(path) : readEntries(path, { from: offset });
  } catch (error) {
    // Claude Code makes the file with the first prompt.
    if (!isMissingFile(error)) throw error;
  }
}

/** The messages of the whole conversation, one at a time. Subagents' own lines are left out. */
export async function* conversationOf({
  transcripts,
}: Pick<SessionRecord, 'transcripts'>): AsyncGenerator<Message> {
  for (const source of sources(transcripts, null)) {
    for await (const entry of entriesOf(source)) {
      for (const message of toMessages(entry)) if (!message.isSidechain) yield message;
    }
  }
}

/**
 * The conversation as Claude Code wrote it down, whole or after a cursor; reading changes nothing. Subagents' own lines
 * are left out.
 * @throws AegisError `invalid_request` for a cursor that is none
 */
export async function readConversation(
  record: SessionRecord,
  query: ReadQuery,
): Promise<ReadResult> {
  const after = query.after === undefined ? null : parseCursor(query.after);
  const limit = query.limit ?? Number.POSITIVE_INFINITY;
  const messages: Message[] = [];
  let cursor = after;
  for (const source of sources(record.transcripts, after)) {
    cursor = { claudeSessionId: source.claudeSessionId, offset: source.offset };
    for await (const entry of entriesOf(source)) {
      // A reply that was written before its prompt comes with it: a cursor behind both must not lose it.
      if (messages.length >= limit && entry.start >= cursor.offset) break;
      const wanted = toMessages(entry).filter(
        ({ role, isSidechain }) =>
          !isSidechain && (query.role === undefined || role === query.role),
      );
      // The blocks of one line stay together, so that a cursor is always between lines.
      messages.push(...wanted);
      cursor.offset = Math.max(cursor.offset, entry.end);
    }
    // The next read goes on here, not in the next conversation.
    if (messages.length >= limit) break;
  }
  return {
    messages,
    status: record.status,
    statusText: record.statusText,
    cursor: cursor === null ? null : printCursor(cursor),
  };
}
