import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sessionId } from '../testing/stored-session.ts';
import { readTeams } from './read-teams.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aegis-teams-'));
});
afterEach(() => rm(folder, { recursive: true }));

const configDir = () => join(folder, 'config');
const lead = (claudeSessionId: string | null, older: string[] = []) => ({
  id: sessionId(1),
  configDir: configDir(),
  claudeSessionId,
  transcripts: older.map((id) => ({ claudeSessionId: id, path: null, offset: 0, inode: null })),
});
const env = () => ({ TMUX_TMPDIR: folder });

async function put(path: string, content: unknown): Promise<void> {
  const whole = join(folder, path);
  await mkdir(join(whole, '..'), { recursive: true });
  await writeFile(whole, typeof content === 'string' ? content : JSON.stringify(content));
}
const team = (leadSessionId: unknown, more: Record<string, unknown> = {}) => ({
  ...{ name: 'session-1234', leadSessionId, createdAt: 5 },
  members: [
    { name: 'team-lead', agentType: 'team-lead', model: 'claude-opus-5-5', tmuxPaneId: '' },
    { name: 'tester', tmuxPaneId: '%7', isActive: true, unknown: { deep: 1 } },
    { name: 'inside', tmuxPaneId: 'in-process', isActive: 'perhaps' },
    { noName: true },
    'nonsense',
  ],
  ...more,
});

describe('readTeams', () => {
  test('are none without folders', async () => {
    expect(await readTeams([lead('c1')], env())).toEqual([]);
    expect(await readTeams([{ ...lead('c1'), configDir: null }], env())).toEqual([]);
  });

  test('are read loosely, with the session that leads them', async () => {
    await put('config/teams/one/config.json', team('c1'));
    const [found] = await readTeams([lead('c1')], env());
    const unknown = { agentType: null, model: null, paneId: null, isActive: null };
    expect(found).toEqual({
      name: 'session-1234',
      leadSessionId: sessionId(1),
      members: [
        { ...unknown, name: 'team-lead', agentType: 'team-lead', model: 'claude-opus-5-5' },
        { ...unknown, name: 'tester', paneId: '%7', isActive: true },
        { ...unknown, name: 'inside' },
      ],
      sockets: [],
    });
    expect(await readTeams([lead('c2', ['c1'])], env())).toMatchObject([
      { leadSessionId: sessionId(1) },
    ]);
    expect(await readTeams([lead('c2')], env())).toMatchObject([{ leadSessionId: null }]);
  });

  test('what is no team, or too large for one, is left out', async () => {
    await put('config/teams/broken/config.json', '{"name": ');
    await put('config/teams/list/config.json', []);
    await put('config/teams/large/config.json', team('c1', { description: 'x'.repeat(300_000) }));
    await put('config/teams/file', 'no folder');
    await put('config/teams/many/config.json', {
      leadSessionId: 7,
      members: Array.from({ length: 500 }, (_, index) => ({ name: `m${index}` })),
    });
    const teams = await readTeams([lead('c1')], env());
    expect(teams.map(({ name, members }) => [name, members.length])).toEqual([['many', 100]]);
  });

  test('has the sockets of the process that leads it, as long as that runs', async () => {
    const uid = process.getuid?.() ?? 0;
    const own = `tmux-${uid}/claude-swarm-${process.pid}`;
    await put('config/teams/one/config.json', team('c1'));
    await put(own, '');
    await put(`tmux-${uid}/claude-swarm-999999999`, '');
    await put(`tmux-${uid}/default`, '');
    await put('config/sessions/999999999.json', { pid: 999_999_999, sessionId: 'c1' });
    expect((await readTeams([lead('c1')], env()))[0]?.sockets).toEqual([]);
    await put(`config/sessions/${process.pid}.json`, { pid: process.pid, sessionId: 'c1' });
    expect((await readTeams([lead('c1')], env()))[0]?.sockets).toEqual([join(folder, own)]);
    await put(`config/sessions/${process.pid}.json`, { pid: process.pid, sessionId: 'other' });
    expect((await readTeams([lead('c1')], env()))[0]?.sockets).toEqual([]);
    // The team itself says who leads it.
    const leadProcess = { pid: process.pid, procStart: '5' };
    await put('config/teams/one/config.json', team('c1', { leadProcess }));
    expect((await readTeams([lead('c1')], env()))[0]?.sockets).toEqual([join(folder, own)]);
    await put('config/teams/one/config.json', team('c1', { leadProcess: { pid: 1 } }));
    expect((await readTeams([lead('c1')], env()))[0]?.sockets).toEqual([]);
  });
});
