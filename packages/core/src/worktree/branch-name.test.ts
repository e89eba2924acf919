import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sessionId } from '../testing/stored-session.ts';
import { defaultBranch } from './branch-name.ts';

const ID = sessionId(7);

test.each([
  ['main job', 'aegis/main-job-77777777'],
  ['Fix #12: Größe', 'aegis/fix-12-gro-e-77777777'],
  ['漢字', 'aegis/77777777'],
  ['--upload-pack=x; rm', 'aegis/upload-pack-x-rm-77777777'],
  ['../../etc', 'aegis/etc-77777777'],
  ['x'.repeat(120), `aegis/${'x'.repeat(40)}-77777777`],
])('%j becomes %s', (name, branch) => {
  expect(defaultBranch(name, ID)).toBe(branch);
});

test('whatever the name, git takes it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(defaultBranch(name, ID)).toMatch(/^aegis\/(?:[a-z\d](?:[a-z\d-]*[a-z\d])?-)?7{8}$/);
    }),
  );
});
