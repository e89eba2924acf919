import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { EXIT } from '../exit-codes.ts';
import { createProgram } from '../program.ts';
import { createFakeIo } from '../testing/fake-io.ts';
import { cliReference } from './cli-reference.ts';
import { EXAMPLES } from './examples.ts';

const program = createProgram([], createFakeIo(), { exitCode: 0 });
const PAGE = join(import.meta.dirname, '../../../../docs/cli.md');
const MARK =
  '<!-- From here on: made from the program. `vitest run -u` in apps/cli makes it anew. -->';

interface Leaf {
  path: string;
  command: Command;
}

function leaves(command: Command, path: readonly string[] = []): Leaf[] {
  const children = command
    .createHelp()
    .visibleCommands(command)
    .filter((child) => child.parent === command);
  if (children.length === 0) return [{ path: path.join(' '), command }];
  return children.flatMap((child) => leaves(child, [...path, child.name()]));
}

const all = leaves(program);

test('docs/cli.md says what the program says', async () => {
  const [before] = (await readFile(PAGE, 'utf8')).split(MARK);
  expect(before).toMatch(/^# /);
  await expect(`${before ?? ''}${MARK}\n\n${cliReference(program)}\n`).toMatchFileSnapshot(PAGE);
});

test('every exit code has its meaning', () => {
  const reference = cliReference(program);
  for (const code of Object.values(EXIT)) expect(reference).toContain(`- \`${code}\`: `);
});

describe('every command', () => {
  test.each(all)('$path has an example, and says what its options and operands are', (leaf) => {
    const { path, command } = leaf;
    expect(EXAMPLES[path], path).toBeDefined();
    expect(command.description()).toMatch(/\.$/);
    for (const { description, flags } of command.options) expect(description, flags).not.toBe('');
    if (path === 'serve') return;
    for (const { description } of command.registeredArguments) expect(description).not.toBe('');
  });

  test('that has an example is there', () => {
    expect(Object.keys(EXAMPLES).sort()).toEqual(all.map(({ path }) => path).sort());
  });
});

describe('every example', () => {
  /** The words behind `aegis` in a line; quotes hold them together, and nothing else of a shell is known here. */
  function wordsOf(line: string): string[] | null {
    const [, own] = /(?:^|[|\s(=])aegis ([^|)]*)/.exec(line) ?? [];
    if (own === undefined) return null;
    return Array.from(own.matchAll(/'[^']*'|"[^"]*"|[^\s'"]+/g), ([word]) => word);
  }

  test.each(
    Object.entries(EXAMPLES)
      .flatMap(([path, lines]) => lines.map((line) => ({ path, line })))
      .filter(({ line }) => !line.startsWith('claude')),
  )('$line is of its command, with options that it has', ({ path, line }) => {
    const words = wordsOf(line) ?? [];
    expect(words.slice(0, path.split(' ').length).join(' ')).toBe(path);
    const { command } = all.find((leaf) => leaf.path === path) ?? {};
    const known = [...(command?.options ?? []), ...program.options].flatMap(({ short, long }) => [
      short,
      long,
    ]);
    const dashes = words.indexOf('--');
    const own = dashes === -1 ? words : words.slice(0, dashes);
    for (const word of own.filter((one) => /^--?[a-z]/.test(one))) expect(known).toContain(word);
  });
});
