import { readScreen } from '@aegis/status';
import {
  createClaudeHome,
  createOwnedDirectory,
  createWorkDir,
  eventually,
  resolveClaude,
  startScriptedApi,
} from '@aegis/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { createAegis } from '../aegis/create-aegis.ts';

test('a reader that is wrong about an idle session is found out by the registry, and the session explains itself', async () => {
  const api = await startScriptedApi();
  const home = await createClaudeHome({ api });
  const state = await createOwnedDirectory();
  const work = await createWorkDir();
  home.trust(work.path);
  const aegis = await createAegis({
    stateDir: state.path,
    claudeCommand: [resolveClaude()],
    env: home.env,
    readScreen: (screen) => {
      const reading = readScreen(screen);
      return reading.status === 'idle'
        ? { ...reading, status: 'working', rule: 'screen.wrong' }
        : reading;
    },
  });
  onTestFinished(async () => {
    await aegis.close({ killSessions: true });
    await home.dispose();
    await work.dispose();
    await state.dispose();
    await api.close();
  });
  const session = await aegis.sessions.create({ workDir: work.path });
  const what = 'screen:working vs registry:idle';
  const found = await eventually(
    'the disagreement',
    async () => {
      const { counts, frames } = await aegis.disagreements();
      return counts[what] === undefined ? null : { counts, frames };
    },
    { timeoutMs: 60_000 },
  );
  expect(found.counts[what]).toBe(1);
  const frame = found.frames.find((each) => each.what === what);
  expect(frame?.sources).toContainEqual({ word: 'screen:working', rule: 'screen.wrong' });
  expect(frame?.claudeVersion).toBe('2.1.330');
  expect(frame?.rows.join('\n')).toContain('for shortcuts');
  expect(JSON.stringify(frame)).not.toContain('aegis-test-');
  expect(JSON.stringify(frame)).not.toContain(work.path);

  const { screen, sources, decided } = session.explain();
  expect(screen?.rows.some((row) => row.includes('for shortcuts'))).toBe(true);
  expect(screen?.tried.some(({ matched }) => matched)).toBe(true);
  expect(sources.map(({ source, status }) => `${source}:${status}`)).toEqual(
    expect.arrayContaining(['screen:working', 'registry:idle']),
  );
  expect(decided.by).toBe('busy_or_idle');
  await session.kill();
  expect(session.explain()).toMatchObject({ screen: null, decided: { by: 'process_ended' } });
}, 120_000);
