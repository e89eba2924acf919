import { describe, expect, it } from 'vitest';
import { paneListFormat } from '../commands/pane-formats.ts';
import { parsePanes } from './pane-listing.ts';

const line = (paneId: string, options: string[], command = 'cat') =>
  [
    paneId,
    '@1',
    ...options,
    '42',
    '80',
    '24',
    '0',
    '',
    '',
    '0',
    '0',
    '0',
    '$0',
    '',
    'name',
    'title',
    command,
  ].join('\t');

it('asks for as many fields as it reads', () => {
  expect(paneListFormat(['a', 'b']).split('\t')).toHaveLength(
    line('%1', ['', '']).split('\t').length,
  );
  expect(paneListFormat(['a', 'b'])).toMatch(/^#\{pane_id\}\t#\{window_id\}\t#\{@a\}\t#\{@b\}\t/);
});

it('reads panes and the options that are set', () => {
  const [one, two] = parsePanes([line('%1', ['x', '']), line('%2', ['', 'y'])], ['a', 'b']);
  expect(one).toMatchObject({
    isKeeper: false,
    info: { paneId: '%1', pid: 42, options: { a: 'x' } },
  });
  expect(two?.info).toMatchObject({ paneId: '%2', windowName: 'name', options: { b: 'y' } });
});

describe('text that breaks lines or fields', () => {
  it('in a program’s name stays in it', () => {
    const listed = parsePanes([line('%1', [], 'a\tb'), 'c', '%9 d', line('%2', [])], []);
    expect(listed.map(({ info }) => [info.paneId, info.currentCommand])).toEqual([
      ['%1', 'a\tb\nc\n%9 d'],
      ['%2', 'cat'],
    ]);
  });

  it('that is no listing at all is no pane', () => {
    expect(parsePanes(['', 'x', '%1\t@1\tnothing more'], [])).toEqual([]);
  });
});
