import { expect, test } from 'vitest';
import { askedCommands, changesFilesOnly, ruleTakes, suggestionFor } from './bash-rules.ts';

test.each([
  ['echo hi', []],
  ['ls -l | grep x && git status', []],
  ["echo 'a && rm -r b'", []],
  ['echo hi > file', ['echo hi > file']],
  ['echo hi && exit 3', ['exit 3']],
  ['git push', ['git push']],
  ['echo $(rm x)', ['echo $(rm x)']],
  ['ls\nrm x', ['ls\nrm x']],
  ['ls & rm x', ['ls & rm x']],
])('of %j has to be asked: %j', (script, asked) => {
  expect(askedCommands(script)).toEqual(asked);
});

test('what is offered to be remembered', () => {
  expect(suggestionFor('touch x')).toEqual({ type: 'folder' });
  expect(suggestionFor('npm test')).toEqual({ type: 'commands', commands: ['npm test'] });
  expect(suggestionFor('cat <<EOF\nx\nEOF')).toEqual({ type: 'none' });
});

test('accept-edits mode takes commands for files', () => {
  expect(changesFilesOnly('mkdir a && touch a/b')).toBe(true);
  expect(changesFilesOnly('mkdir a && npm test')).toBe(false);
});

test.each([
  ['npm test', 'npm test', true],
  ['npm test', 'npm test -- x', false],
  ['npm:*', 'npm test', true],
  ['npm *', 'npm', true],
  ['npm:*', 'npmx', false],
])('the rule %j and %j: %s', (rule, command, takes) => {
  expect(ruleTakes(rule, command)).toBe(takes);
});
