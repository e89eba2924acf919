import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scenarioText, type Scenario, type ScenarioScript } from '../model/scenario.ts';
import type { ModelScript } from '../model/step.ts';
import { endProcesses } from '../reaper/end-processes.ts';
import { ownerEnvironment } from '../reaper/owner.ts';
import { readProcessTable, withDescendants, type ProcessRow } from '../reaper/process-table.ts';
import { createOwnedDirectory } from '../sandbox/owned-directory.ts';
import { TestkitError } from '../testkit-error.ts';
import { trustFolder } from './launch/trust.ts';

export interface FakeClaudeOptions {
  /** What it does from the start; more can be added with `when` at any time. */
  readonly scenario?: Scenario;
  /** `ask`: it shows the trust dialog in folders that were not trusted. `all` where left out. */
  readonly trust?: 'all' | 'ask';
  /** The program's file, where this package was bundled into something else. */
  readonly program?: string;
}

/** A look-alike of Claude Code, with a folder for its files. */
export interface FakeClaude {
  /** For `createAegis({ claudeCommand })`, or as a JSON array for the server's `AEGIS_CLAUDE_COMMAND`. */
  readonly claudeCommand: readonly [string, ...string[]];
  /** The whole environment to start it in: this process's own, and where its files are. */
  readonly env: Readonly<Record<string, string>>;
  /** `CLAUDE_CONFIG_DIR`: `.claude.json`, `projects/`, `sessions/` are in here. */
  readonly configDir: string;
  /** As the scripted API has it: what to do when a prompt contains (or matches) `prompt`. Counts from the next turn on. */
  when(prompt: string | RegExp, turns: ModelScript): void;
  whenSubagent(prompt: string | RegExp, turns: ModelScript): void;
  /** All scripts of a scenario, beside those that there are. */
  play(scenario: Scenario): void;
  /** Answers the trust dialog for a directory beforehand. */
  trust(directory: string): void;
  /** Ends whatever of it still runs, and removes its files. */
  dispose(): Promise<void>;
}

/**
 * Makes a look-alike of Claude Code ready to be started: a command, an environment, and a folder of its own.
 *
 * @throws TestkitError `look_alike_not_built`
 */
export async function createFakeClaude(options: FakeClaudeOptions = {}): Promise<FakeClaude> {
  const program = options.program ?? fileURLToPath(new URL('fake-claude.js', import.meta.url));
  if (!existsSync(program)) {
    throw new TestkitError(
      'look_alike_not_built',
      `The look-alike's program is not at ${program}. Build @aegis/testkit, or say with \`program\` where it is.`,
    );
  }
  const directory = await createOwnedDirectory();
  const configDir = join(directory.path, '.claude');
  const scenarioFile = join(directory.path, 'scenario.json');
  mkdirSync(configDir, { mode: 0o700 });
  const scripts: ScenarioScript[] = [];
  const subagents: ScenarioScript[] = [];
  const add = (scenario: Scenario) => {
    scripts.push(...scenario.scripts);
    subagents.push(...(scenario.subagents ?? []));
    // Whole at once: a session may be reading it.
    const next = `${scenarioFile}.${randomBytes(4).toString('hex')}`;
    writeFileSync(next, scenarioText({ scripts, subagents }));
    renameSync(next, scenarioFile);
  };
  add(options.scenario ?? { scripts: [] });
  const trustFlag = options.trust === 'ask' ? [] : ['--trust-all'];
  return {
    claudeCommand: [process.execPath, program, '--scenario', scenarioFile, ...trustFlag],
    env: { ...ownEnvironment(), CLAUDE_CONFIG_DIR: configDir },
    configDir,
    when: (prompt, turns) => add({ scripts: [{ when: prompt, turns }] }),
    whenSubagent: (prompt, turns) => add({ scripts: [], subagents: [{ when: prompt, turns }] }),
    play: add,
    trust: (path) => trustFolder(configDir, realpathSync(path)),
    dispose: async () => {
      await endProcesses(() => processesWith(`CLAUDE_CONFIG_DIR=${configDir}`));
      await directory.dispose();
    },
  };
}

function ownEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) environment[name] = value;
  }
  return { ...environment, ...ownerEnvironment() };
}

function processesWith(entry: string): ProcessRow[] {
  const rows = withDescendants(readProcessTable(), (row) => row.environment.includes(entry));
  return rows.filter((row) => row.pid !== process.pid);
}
