import { chmod, mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOwnedDirectory, type OwnedDirectory } from '@aegis/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../ports/logger.ts';
import { thrownBy } from '../testing/thrown-by.ts';
import { ClaudeLocator } from './claude-command.ts';

describe('ClaudeLocator', () => {
  let directory: OwnedDirectory;
  let warnings: Record<string, unknown>[];
  const at = (name: string) => join(directory.path, name);
  beforeEach(async () => {
    directory = await createOwnedDirectory();
    warnings = [];
  });
  afterEach(() => directory.dispose());

  async function program(name: string, body: string, mode = 0o755): Promise<string> {
    await writeFile(at(name), `#!/bin/sh\n${body}\n`);
    await chmod(at(name), mode);
    return at(name);
  }
  const locate = (command: readonly [string, ...string[]]) =>
    new ClaudeLocator(
      command,
      { PATH: `relative:${directory.path}:/usr/bin:/bin` },
      { warn: (fields) => warnings.push(fields) },
    );

  test('finds it on PATH, by its absolute path', async () => {
    await program('claude', 'echo "2.1.330 (Claude Code)"');
    expect(await locate(['claude']).resolve()).toEqual({
      command: [at('claude')],
      version: { text: '2.1.330', parts: [2, 1, 330] },
    });
  });

  test('keeps the other words of the command, and asks with them', async () => {
    await program('wrapper', '[ "$1 $2" = "claude --version" ] && echo 2.1.330');
    const { command } = await locate([at('wrapper'), 'claude']).resolve();
    expect(command).toEqual([at('wrapper'), 'claude']);
  });

  test('not found: neither on PATH nor by a path', async () => {
    await mkdir(at('folder'));
    for (const name of ['claude-that-is-not-there', at('nothing'), at('folder'), './claude']) {
      const error = await thrownBy(() => locate([name]).resolve());
      expect(error).toMatchObject({ code: 'claude_not_found', status: 422 });
      expect(error?.message).toContain(name);
      expect(error?.message).toContain('AEGIS_CLAUDE_COMMAND');
    }
  });

  test('not executable is not found; the next one on PATH is', async () => {
    await program('claude', 'echo 2.1.330', 0o644);
    expect(await thrownBy(() => locate(['claude']).resolve())).toMatchObject({
      code: 'claude_not_found',
    });
    await mkdir(at('later'));
    await program('later/claude', 'echo 2.1.331');
    const both = new ClaudeLocator(
      ['claude'],
      { PATH: `${directory.path}:${at('later')}` },
      silentLogger,
    );
    expect((await both.resolve()).command).toEqual([at('later/claude')]);
  });

  test.each([
    ['prints something else', 'echo "git version 2.39.5"', 'git version 2.39.5'],
    ['prints nothing', 'true', 'instead of a version'],
    ['fails', 'echo broken >&2; exit 3', 'failed'],
    ['is ended by a signal', 'kill -9 $$', 'failed'],
  ])('a program that %s is not Claude Code', async (_, body, shown) => {
    const error = await thrownBy(async () => locate([await program('claude', body)]).resolve());
    expect(error?.code).toBe('claude_not_found');
    expect(error?.message).toContain(shown);
  });

  test('too old', async () => {
    await program('claude', 'echo "1.0.60 (Claude Code)"');
    const error = await thrownBy(() => locate(['claude']).resolve());
    expect(error).toMatchObject({
      code: 'claude_too_old',
      status: 422,
      details: { found: '1.0.60', needed: '1.0.61' },
    });
  });

  test('older than what was tested is started, with a warning', async () => {
    await program('claude', 'echo "1.0.127 (Claude Code)"');
    expect((await locate(['claude']).resolve()).version.text).toBe('1.0.127');
    expect(warnings).toEqual([{ found: '1.0.127', measuredFrom: '1.0.128' }]);
    await program('claude', 'echo "1.0.128 (Claude Code)"');
    await locate(['claude']).resolve();
    expect(warnings).toHaveLength(1);
  });

  test('asks once for each state of the file', async () => {
    const counting = (version: string) => `echo x >> "${at('calls')}"; echo ${version}`;
    await program('claude', counting('2.1.330'));
    const locator = locate(['claude']);
    const calls = async () => (await readFile(at('calls'), 'utf8')).length / 2;
    await locator.resolve();
    await locator.resolve();
    expect(await calls()).toBe(1);
    await program('claude', counting('2.1.331'));
    await utimes(at('claude'), 1, 1);
    expect((await locator.resolve()).version.text).toBe('2.1.331');
    expect(await calls()).toBe(2);
  });

  test('a failure is not kept: it may have been installed meanwhile', async () => {
    const locator = locate(['claude']);
    expect(await thrownBy(() => locator.resolve())).toMatchObject({ code: 'claude_not_found' });
    await program('claude', 'echo 2.1.330');
    expect((await locator.resolve()).version.text).toBe('2.1.330');
  });
});
