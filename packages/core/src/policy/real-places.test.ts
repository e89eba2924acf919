import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { realPlaces } from './real-places.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'aegis-places-')));
  mkdirSync(join(root, 'a/b'), { recursive: true });
  writeFileSync(join(root, 'a/file'), '');
  symlinkSync('a/b', join(root, 'link'));
  symlinkSync('/nowhere/at/all', join(root, 'dangling'));
  symlinkSync('loop', join(root, 'loop'));
});
afterEach(() => rmSync(root, { recursive: true }));

const placesOf = async (path: string) => {
  const found = await realPlaces([`${root}/${path}`], systemClock);
  return (found[`${root}/${path}`] ?? []).map((place) => place.replace(root, '')).sort();
};

describe('where a path leads', () => {
  test.each([
    ['a/file', ['/a/file']],
    ['link', ['/a/b']],
    ['link/new', ['/a/b/new']],
    ['link/new/deeper', ['/a/b/new/deeper']],
    ['new', ['/new']],
    ['a//./file', ['/a/file']],
    // The system follows the link before it goes up.
    ['link/../x', ['/a/x', '/x']],
    ['link/../file', ['/a/file', '/file']],
    ['new/../x', ['/x']],
    ['dangling', ['/nowhere/at/all']],
    ['dangling/x', ['/nowhere/at/all/x']],
    ['loop', []],
    ['loop/x', []],
    ['a/file/x', []],
    ['a/new/', ['/a/new']],
  ])('%s: %j', async (path, places) => {
    expect(await placesOf(path)).toEqual(places);
  });
});
