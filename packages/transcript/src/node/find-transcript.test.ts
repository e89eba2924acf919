import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeProjectDir } from '../project-dir.ts';
import { expectedTranscript, findTranscript } from './find-transcript.ts';

const sessionId = '3f1d5c1e-7a64-4c0e-9a55-0123456789ab';
let configDir: string;
beforeEach(() => {
  configDir = mkdtempSync(join(tmpdir(), 'aegis-find-'));
});
afterEach(() => rmSync(configDir, { recursive: true }));

function put(project: string): string {
  const directory = join(configDir, 'projects', project);
  mkdirSync(directory, { recursive: true });
  const path = join(directory, `${sessionId}.jsonl`);
  writeFileSync(path, '');
  return path;
}

describe('findTranscript', () => {
  it('finds it where the directory says, by its real path', async () => {
    const cwd = join(configDir, 'my.work_dir');
    mkdirSync(cwd);
    symlinkSync(cwd, join(configDir, 'link'));
    put('another');
    const query = { configDir, cwd: join(configDir, 'link'), sessionId };
    const path = put(encodeProjectDir(cwd).name);
    expect(await findTranscript(query)).toBe(path);
    expect(await expectedTranscript(query)).toBe(path);
  });

  it('finds a name that was cut by its beginning, before looking elsewhere', async () => {
    const cwd = `/${'long/'.repeat(60)}`;
    const path = put(`${encodeProjectDir(cwd).name}1k2j3h`);
    const other = put('elsewhere');
    utimesSync(path, 1, 1);
    expect(await findTranscript({ configDir, cwd, sessionId })).toBe(path);
    expect(await expectedTranscript({ configDir, cwd, sessionId })).toBeNull();
    rmSync(path);
    expect(await findTranscript({ configDir, cwd, sessionId })).toBe(other);
  });

  it('finds a session that has moved; the newest, where there are several', async () => {
    const old = put('before');
    const path = put('moved');
    utimesSync(old, 1, 1);
    expect(await findTranscript({ configDir, cwd: '/gone', sessionId })).toBe(path);
    expect(
      await findTranscript({ configDir, cwd: '/gone', sessionId: sessionId.toUpperCase() }),
    ).toBe(path);
  });

  it('finds nothing where there is nothing', async () => {
    expect(await findTranscript({ configDir, cwd: '/gone', sessionId })).toBeNull();
    expect(await findTranscript({ configDir: '/none', cwd: '/gone', sessionId })).toBeNull();
  });

  it('takes no path for an id', async () => {
    mkdirSync(join(configDir, 'projects', 'p'), { recursive: true });
    writeFileSync(join(configDir, 'projects', 'x.jsonl'), '');
    const query = { configDir, cwd: '/gone', sessionId: '../x' };
    expect(await findTranscript(query)).toBeNull();
    expect(await expectedTranscript(query)).toBeNull();
  });
});
