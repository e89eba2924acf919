import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liveBranch } from './live-branch.ts';
import { assistantLine, entryOf, userLine } from './testing/lines.ts';
import type { Entry } from './types.ts';

const user = (
  uuid: string,
  parentUuid: string | null,
  fields: Record<string, unknown> = {},
): Entry => userLine(uuid, { uuid, parentUuid, ...fields });
const assistant = (uuid: string, parentUuid: string, fields: Record<string, unknown> = {}): Entry =>
  assistantLine(uuid, { uuid, parentUuid, ...fields }, { id: `msg_${uuid}` });
const boundary = (uuid: string, logicalParentUuid: string | null): Entry =>
  entryOf({
    type: 'system',
    subtype: 'compact_boundary',
    uuid,
    parentUuid: null,
    logicalParentUuid,
  });
const live = (...entries: Entry[]): (string | null)[] =>
  liveBranch(entries).map(({ uuid }) => uuid);

describe('liveBranch', () => {
  it('leaves out the branch that a rewind left behind', () => {
    expect(
      live(
        user('1', null),
        assistant('2', '1'),
        user('dead', '2'),
        assistant('dead2', 'dead'),
        user('3', '2'),
        assistant('4', '3'),
      ),
    ).toEqual(['1', '2', '3', '4']);
  });

  it('goes on over a compaction', () => {
    expect(
      live(
        user('1', null),
        assistant('2', '1'),
        boundary('c', '2'),
        user('s', 'c'),
        user('3', 's'),
      ),
    ).toEqual(['1', '2', 'c', 's', '3']);
  });

  it('goes on where a compaction names a parent that is not in the file, or its own descendant', () => {
    for (const logical of ['elsewhere', '3', 'c', null]) {
      expect(
        live(user('1', null), assistant('2', '1'), boundary('c', logical), user('3', 'c')),
      ).toEqual(['1', '2', 'c', '3']);
    }
  });

  it('takes an entry that a compaction copied once, in its first place', () => {
    expect(
      live(
        user('1', null),
        assistant('2', '1'),
        boundary('c', '2'),
        user('s', 'c'),
        assistant('2', 's'),
        user('3', '2'),
      ),
    ).toEqual(['1', '2', 'c', 's', '3']);
  });

  it('keeps parallel tool calls and their results, though only one is on the way back', () => {
    const call = (uuid: string, parentUuid: string, id: string): Entry =>
      assistantLine([{ type: 'tool_use', id, name: 'Bash', input: {} }], { uuid, parentUuid });
    const result = (uuid: string, parentUuid: string, id: string): Entry =>
      userLine([{ type: 'tool_result', tool_use_id: id }], { uuid, parentUuid });
    expect(
      live(
        user('1', null),
        call('a', '1', 't1'),
        call('b', 'a', 't2'),
        result('rb', 'b', 't2'),
        result('ra', 'a', 't1'),
        assistant('2', 'ra'),
      ),
    ).toEqual(['1', 'a', 'b', 'rb', 'ra', '2']);
  });

  it("leaves out subagents, but reads a subagent's own file", () => {
    const side = [
      user('s1', null, { isSidechain: true }),
      assistant('s2', 's1', { isSidechain: true }),
    ];
    expect(live(user('1', null), ...side, assistant('2', '1'))).toEqual(['1', '2']);
    expect(live(...side)).toEqual(['s1', 's2']);
  });

  it('bridges a line that could not be read', () => {
    const broken = entryOf({ type: 'user' });
    expect(live(user('1', null), broken, assistant('3', 'lost'), user('4', '3'))).toEqual([
      '1',
      '3',
      '4',
    ]);
  });

  it('shows what followed the newest message', () => {
    const notice = entryOf({ type: 'system', uuid: 'n', parentUuid: '2', content: 'Done' });
    expect(live(user('1', null), assistant('2', '1'), notice)).toEqual(['1', '2', 'n']);
  });

  it('follows attachments on the way, and takes a queued prompt for a message', () => {
    const note = entryOf({
      type: 'attachment',
      uuid: 'x',
      parentUuid: '1',
      attachment: { type: 'date' },
    });
    const queued = entryOf({
      type: 'attachment',
      uuid: 'q',
      parentUuid: '2',
      attachment: { type: 'queued_command', prompt: 'hi' },
    });
    expect(live(user('1', null), note, assistant('2', 'x'), queued)).toEqual(['1', 'x', '2', 'q']);
  });

  it('ends, in file order and without repeats, on any graph', () => {
    const id = fc.constantFrom('1', '2', '3', '4', '5');
    const node = fc.record({
      uuid: fc.option(id),
      parentUuid: fc.option(id),
      logicalParentUuid: fc.option(id),
      isSidechain: fc.boolean(),
      type: fc.constantFrom('user', 'assistant', 'system', 'progress'),
      subtype: fc.constantFrom('compact_boundary', 'other'),
    });
    fc.assert(
      fc.property(fc.array(node, { maxLength: 12 }), (nodes) => {
        const entries = nodes.map((fields) => entryOf({ ...fields, message: { content: 'x' } }));
        const found = liveBranch(entries);
        expect(found).toEqual(entries.filter((entry) => found.includes(entry)));
        expect(new Set(found.map(({ uuid }) => uuid)).size).toBe(found.length);
        const newest = entries.findLast(
          ({ type, uuid, isSidechain, raw }) =>
            uuid !== null &&
            !isSidechain &&
            (type === 'user' ||
              type === 'assistant' ||
              (type === 'system' && raw['subtype'] === 'compact_boundary')),
        );
        if (newest) expect(found.map(({ uuid }) => uuid)).toContain(newest.uuid);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is linear: a long conversation takes no long time', () => {
    const entries = Array.from({ length: 100_000 }, (_, index) =>
      user(String(index), index === 0 ? null : String(index - 1)),
    );
    const start = performance.now();
    expect(liveBranch(entries)).toHaveLength(100_000);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
