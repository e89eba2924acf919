import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOwnedDirectory, type OwnedDirectory } from '@aegis/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sessionId } from '../testing/stored-session.ts';
import { thrownBy } from '../testing/thrown-by.ts';
import { readConversation } from './read-conversation.ts';
import { newRecord, type SessionRecord } from './session-record.ts';

const FIRST = '11111111-1111-4111-8111-111111111111';
const SECOND = '22222222-2222-4222-8222-222222222222';

let lines = 0;
let parent: string | null = null;
function line(role: 'user' | 'assistant', text: string, extra: Record<string, unknown> = {}) {
  lines += 1;
  const uuid = `00000000-0000-4000-8000-${String(lines).padStart(12, '0')}`;
  const content = role === 'user' ? text : [{ type: 'text', text }];
  const entry = {
    type: role,
    uuid,
    parentUuid: parent,
    timestamp: '2026-01-01T00:00:00.000Z',
    sessionId: FIRST,
    isSidechain: false,
    message: { role, id: `m${lines}`, content },
    ...extra,
  };
  parent = uuid;
  return `${JSON.stringify(entry)}\n`;
}

describe('readConversation', () => {
  let directory: OwnedDirectory;
  let record: SessionRecord;
  const path = (name: string) => join(directory.path, name);
  const textsOf = async (query: Parameters<typeof readConversation>[1] = {}) => {
    const { messages, cursor } = await readConversation(record, query);
    return { texts: messages.map(({ text }) => text), cursor: cursor ?? '' };
  };

  beforeEach(async () => {
    directory = await createOwnedDirectory();
    lines = 0;
    parent = null;
    record = newRecord({
      id: sessionId(1),
      workDir: '/work',
      parentId: null,
      tags: [],
      createdAt: 0,
      status: 'idle',
      transcripts: [{ claudeSessionId: FIRST, path: path('first'), offset: 0, inode: null }],
    });
    await writeFile(path('first'), line('user', 'one') + line('assistant', 'two'));
  });
  afterEach(() => directory.dispose());

  test('a reply that was written before its prompt comes behind it, and a cursor is behind both', async () => {
    const prompt = line('user', 'one');
    const reply = line('assistant', 'two');
    await writeFile(path('first'), reply + prompt + line('user', 'three'));
    expect((await textsOf()).texts).toEqual(['one', 'two', 'three']);
    const { texts, cursor } = await textsOf({ limit: 1 });
    expect(texts).toEqual(['one', 'two']);
    expect((await textsOf({ after: cursor })).texts).toEqual(['three']);
  });

  test('whole, with the status and a cursor', async () => {
    const result = await readConversation(record, {});
    expect(result).toMatchObject({ status: 'idle', statusText: null });
    expect(result.messages.map(({ role, text }) => [role, text])).toEqual([
      ['user', 'one'],
      ['assistant', 'two'],
    ]);
  });

  test('reading twice reads the same; a cursor goes on where it was', async () => {
    const { cursor } = await textsOf();
    expect((await textsOf()).texts).toEqual(['one', 'two']);
    expect(await textsOf({ after: cursor })).toEqual({ texts: [], cursor });
    await appendFile(path('first'), line('user', 'three'));
    expect((await textsOf({ after: cursor })).texts).toEqual(['three']);
  });

  test('a line that is still being written waits for its end', async () => {
    const { cursor } = await textsOf();
    const next = line('user', 'three');
    await appendFile(path('first'), next.slice(0, 40));
    expect((await textsOf({ after: cursor })).texts).toEqual([]);
    await appendFile(path('first'), next.slice(40));
    expect((await textsOf({ after: cursor })).texts).toEqual(['three']);
  });

  test('one role alone', async () => {
    expect((await textsOf({ role: 'assistant' })).texts).toEqual(['two']);
  });

  test('subagents are left out', async () => {
    await appendFile(path('first'), line('assistant', 'side', { isSidechain: true }));
    expect((await textsOf()).texts).toEqual(['one', 'two']);
  });

  test('the blocks of one line stay together, whatever the limit', async () => {
    const content = [
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ];
    await writeFile(
      path('first'),
      line('assistant', '', { message: { role: 'assistant', content } }),
    );
    expect((await textsOf({ limit: 1 })).texts).toEqual(['a', 'b']);
  });

  test('pages through several conversations miss and repeat nothing', async () => {
    parent = null;
    await writeFile(path('second'), line('user', 'three') + line('assistant', 'four'));
    record.transcripts.push({
      claudeSessionId: SECOND,
      path: path('second'),
      offset: 0,
      inode: null,
    });
    expect((await textsOf()).texts).toEqual(['one', 'two', 'three', 'four']);
    for (const limit of [1, 2, 3]) {
      const all: string[] = [];
      let after: { after?: string } = {};
      for (;;) {
        const { texts, cursor } = await textsOf({ ...after, limit });
        if (texts.length === 0) break;
        all.push(...texts);
        after = { after: cursor };
      }
      expect([limit, all]).toEqual([limit, ['one', 'two', 'three', 'four']]);
    }
  });

  test('no file yet, or no path: nothing was said', async () => {
    record.transcripts = [
      { claudeSessionId: FIRST, path: path('nothing'), offset: 0, inode: null },
      { claudeSessionId: SECOND, path: null, offset: 0, inode: null },
    ];
    expect(await textsOf()).toEqual({ texts: [], cursor: `${FIRST}@0` });
    record.transcripts = [];
    expect((await readConversation(record, {})).cursor).toBeNull();
  });

  test('a cursor from before the file was there takes all of it', async () => {
    expect((await textsOf({ after: `${FIRST}@0` })).texts).toEqual(['one', 'two']);
  });

  test.each(['', 'x', FIRST, `${FIRST}@`, `${FIRST}@-1`, `${FIRST}@1e3`, `${FIRST}@1@2`])(
    '%j is no cursor',
    async (after) => {
      expect(await thrownBy(() => readConversation(record, { after }))).toMatchObject({
        code: 'invalid_request',
      });
    },
  );

  test('a cursor of another session is refused', async () => {
    const error = await thrownBy(() => readConversation(record, { after: `${SECOND}@0` }));
    expect(error).toMatchObject({ code: 'invalid_request' });
  });

  test('a cursor behind the end, or inside a line, is no error', async () => {
    expect((await textsOf({ after: `${FIRST}@999999999` })).texts).toEqual([]);
    expect((await textsOf({ after: `${FIRST}@3` })).texts).toEqual(['two']);
  });

  test('damaged lines are passed over', async () => {
    await appendFile(
      path('first'),
      `{"type":"user", broken\n\u0000\u0001\n${line('user', 'three')}`,
    );
    expect((await textsOf()).texts).toEqual(['one', 'two', 'three']);
  });
});
