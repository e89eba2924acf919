import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRecord, type JsonRecord } from '../api/json.ts';
import type { ScriptedApi } from '../api/scripted-api.ts';
import { baseEnvironment } from '../process/base-environment.ts';
import { endProcesses } from '../reaper/end-processes.ts';
import { readProcessTable, withDescendants, type ProcessRow } from '../reaper/process-table.ts';
import {
  createOwnedDirectory,
  removeDirectory,
  type OwnedDirectory,
} from '../sandbox/owned-directory.ts';

/** A HOME in which CC starts without an account, past its onboarding, and talks to the scripted API alone. */
export interface ClaudeHome {
  readonly home: string;
  /** `CLAUDE_CONFIG_DIR`: `.claude.json`, `projects/`, `sessions/` are in here. */
  readonly configDir: string;
  /** The whole environment to start CC with. */
  readonly env: Readonly<Record<string, string>>;
  /** Answers the trust dialog for a directory beforehand. */
  trust(directory: string): void;
  /** Ends whatever still runs with this HOME, and removes it. */
  dispose(): Promise<void>;
}

export interface ClaudeHomeOptions {
  readonly api: Pick<ScriptedApi, 'baseUrl'>;
  readonly theme?: 'dark' | 'light';
  /** `false`: CC starts with its onboarding, in which it asks for the theme itself. */
  readonly onboarded?: boolean;
  /** An absolute path for the HOME, where its name is to be the same each time; there must be nothing there yet. */
  readonly path?: string;
}

export async function createClaudeHome(options: ClaudeHomeOptions): Promise<ClaudeHome> {
  const directory =
    options.path === undefined ? await createOwnedDirectory() : createNamed(options.path);
  const home = directory.path;
  const configDir = join(home, '.claude');
  const temporary = join(home, 'tmp');
  mkdirSync(configDir);
  mkdirSync(temporary);
  const apiKey = `sk-ant-api03-${randomBytes(24).toString('hex')}`;
  const configFile = join(configDir, '.claude.json');
  writeConfig(configFile, {
    ...(options.onboarded === false
      ? {}
      : { hasCompletedOnboarding: true, theme: options.theme ?? 'dark' }),
    // CC asks once whether to use a key from the environment, and knows it by its end.
    customApiKeyResponses: { approved: [apiKey.slice(-20)], rejected: [] },
    // Builds since 2.0 fetch a list of plugins when they start, and say so where they cannot.
    officialMarketplaceAutoInstallAttempted: true,
    officialMarketplaceAutoInstalled: true,
    projects: {},
  });
  return {
    home,
    configDir,
    env: {
      ...baseEnvironment(),
      HOME: home,
      TMPDIR: temporary,
      CLAUDE_CONFIG_DIR: configDir,
      ANTHROPIC_BASE_URL: options.api.baseUrl,
      ANTHROPIC_API_KEY: apiKey,
      ...QUIET,
    },
    trust: (path) => trust(configFile, path),
    dispose: async () => {
      await endProcesses(() => processesWith(`HOME=${home}`));
      await directory.dispose();
    },
  };
}

function createNamed(path: string): OwnedDirectory {
  mkdirSync(dirname(path), { recursive: true });
  mkdirSync(path, { mode: 0o700 });
  return { path: realpathSync(path), dispose: () => removeDirectory(path) };
}

/** Nothing leaves the machine, the binary stays as it is, and an HTTP error is given up on soon. */
const QUIET = {
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
  DISABLE_TELEMETRY: '1',
  DISABLE_ERROR_REPORTING: '1',
  CLAUDE_CODE_MAX_RETRIES: '2',
} as const;

function processesWith(entry: string): ProcessRow[] {
  const rows = withDescendants(readProcessTable(), (row) => row.environment.includes(entry));
  return rows.filter((row) => row.pid !== process.pid);
}

function trust(configFile: string, directory: string): void {
  const parsed: unknown = JSON.parse(readFileSync(configFile, 'utf8'));
  const config = isRecord(parsed) ? parsed : {};
  const projects = isRecord(config['projects']) ? config['projects'] : {};
  const path = realpathSync(directory);
  const project = isRecord(projects[path]) ? projects[path] : {};
  writeConfig(configFile, {
    ...config,
    projects: {
      ...projects,
      // Builds of 1.0 do not start where a project they know lacks the list.
      [path]: { allowedTools: [], ...project, hasTrustDialogAccepted: true },
    },
  });
}

/** Replaced at once, since a running CC reads it at any time. */
function writeConfig(path: string, config: JsonRecord): void {
  const next = `${path}.${randomBytes(4).toString('hex')}`;
  writeFileSync(next, JSON.stringify(config, null, 2), { mode: 0o600 });
  renameSync(next, path);
}
