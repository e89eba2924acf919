import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  createClaudeHome,
  createTmuxSandbox,
  fetchClaude,
  runProcess,
  startScriptedApi,
} from '@aegis/testkit';
import type { Recording } from '../format/recording.ts';
import { isSince, type Setting } from '../format/setting.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { createChunkLog } from './chunk-log.ts';
import { scenarioPlace } from './places.ts';
import { type PaneStart, startPane } from './start-pane.ts';
import { failed, type Marked, type Stage, takeStep } from './take-step.ts';

/** Spinners of builds on Node stand still for half a second when the machine is busy. */
const quietMsOf = (setting: Setting): number => (isSince(setting, '2.1.113') ? 400 : 700);

/**
 * Run a scenario on a real Claude Code, offline, and keep what its pane drew.
 *
 * @throws CorpusError `scenario_busy`, `step_failed`
 */
export async function recordScenario(scenario: Scenario, setting: Setting): Promise<Recording> {
  const executable = await fetchClaude(setting.version);
  const place = await scenarioPlace(scenario.name);
  const { workDir } = place;
  const api = await startScriptedApi();
  const tmux = createTmuxSandbox();
  try {
    const home = await createClaudeHome({
      api,
      path: place.home,
      theme: setting.theme,
      onboarded: scenario.start !== 'onboarding',
    });
    try {
      const { configDir } = home;
      await prepare({ scenario, setting, workDir, configDir, env: { ...home.env } });
      scenario.script(api, workDir, setting);
      if (scenario.start === undefined) home.trust(workDir);
      const log = createChunkLog(join(home.home, 'chunks'));
      const pane = { tmux, scenario, setting, executable, workDir, log: log.path, env: home.env };
      const pid = await startPane(pane);
      const quietMs = quietMsOf(setting);
      const stage = { api, workDir, pid, tmux, log, configDir, quietMs };
      const marked = await play(scenario, setting, stage);
      await log.quiet(quietMs);
      const { chunks, bytes, offsetAt } = log.read();
      const moments = marked.map(({ mark, name, ...rest }) => {
        return { name, offset: offsetAt(mark), ...rest };
      });
      const published = scenario.published(setting);
      return { scenario: scenario.name, setting, moments, published, chunks, bytes };
    } finally {
      await tmux.dispose();
      await home.dispose();
    }
  } finally {
    await api.close();
    place.release();
  }
}

async function prepare({
  scenario,
  setting,
  workDir,
  configDir,
  env,
}: Pick<PaneStart, 'scenario' | 'setting' | 'workDir'> & {
  configDir: string;
  env: Record<string, string>;
}): Promise<void> {
  writeFiles(workDir, scenario.files, setting);
  writeFiles(configDir, scenario.configFiles, setting);
  await runProcess(['git', 'init', '--quiet', '--initial-branch=main', workDir], { env });
}

function writeFiles(directory: string, files: Scenario['files'], setting: Setting): void {
  const texts = typeof files === 'function' ? files(setting) : (files ?? {});
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
}

async function play(scenario: Scenario, setting: Setting, stage: Stage): Promise<Marked[]> {
  const marked: Marked[] = [];
  for (const step of scenario.steps(setting)) {
    const moment = await takeStep(step, stage).catch(async (cause: unknown) => {
      throw await failed(step, stage, cause);
    });
    if (moment !== null) marked.push(moment);
  }
  return marked;
}
