import { fileURLToPath } from 'node:url';
import { createAegis } from '@aegis/core';
import {
  bundleProgram,
  createClaudeHome,
  createFakeClaude,
  createOwnedDirectory,
  createWorkDir,
  resolveClaude,
  startScriptedApi,
} from '@aegis/testkit';

/** How long a session takes to start and to answer: the look-alike beside the real Claude Code, in one run. */
const ROUNDS = Number(process.argv[2] ?? 5);

interface Player {
  name: string;
  claudeCommand: readonly [string, ...string[]];
  env: Readonly<Record<string, string>>;
}

type Times = Record<'start' | 'answer', number[]>;

const api = await startScriptedApi();
const home = await createClaudeHome({ api });
const work = await createWorkDir();
home.trust(work.path);
const entry = new URL('../../packages/testkit/src/look-alike/fake-claude.ts', import.meta.url);
const bundle = await bundleProgram(fileURLToPath(entry));
const fake = await createFakeClaude({ program: bundle.path });
const players: readonly Player[] = [
  { name: 'look-alike', claudeCommand: fake.claudeCommand, env: fake.env },
  { name: 'Claude Code', claudeCommand: [resolveClaude()], env: home.env },
];

const all = new Map<string, Times>();
for (const { name, claudeCommand, env } of players)
  all.set(name, await measure(claudeCommand, env));
for (const what of ['start', 'answer'] as const) {
  const [fakeMs = 0, realMs = 0] = players.map(({ name }) => median(all.get(name)?.[what] ?? []));
  const words = what === 'start' ? 'start and answer a first prompt' : 'answer a second one';
  process.stdout.write(
    `${words}: look-alike ${fakeMs} ms, Claude Code ${realMs} ms: ${(realMs / fakeMs).toFixed(1)} times as fast\n`,
  );
}
await fake.dispose();
await home.dispose();
await work.dispose();
await bundle.remove();
await api.close();

async function measure(claudeCommand: Player['claudeCommand'], env: Player['env']): Promise<Times> {
  const state = await createOwnedDirectory();
  const aegis = await createAegis({ stateDir: state.path, claudeCommand, env });
  const times: Times = { start: [], answer: [] };
  // The first one finds tmux not running and asks for the version.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const began = performance.now();
    const session = await aegis.sessions.create({ workDir: work.path, prompt: 'first' });
    await session.waitFor('idle');
    const answered = performance.now();
    await session.send('second');
    await session.waitFor('idle');
    if (round > 0) {
      times.start.push(answered - began);
      times.answer.push(performance.now() - answered);
    }
    await session.kill();
  }
  await aegis.close({ killSessions: true });
  await state.dispose();
  return times;
}

function median(values: readonly number[]): number {
  return Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN);
}
