import { AegisError } from '@aegis/protocol';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Check, fail } from './check.ts';

export interface ServerSettings {
  stateDir: string;
  tmuxPath: string;
  claudeCommand: readonly [string, ...string[]];
}

export interface FoundSettings {
  settings: ServerSettings;
  /** What is wrong with the server or its settings. */
  problems: Check[];
}

function defaults(): ServerSettings {
  return { stateDir: join(homedir(), '.aegis'), tmuxPath: 'tmux', claudeCommand: ['claude'] };
}

/** The settings that `aegis serve` would run with here; its defaults where the server cannot tell. */
export async function findServerSettings(env: NodeJS.ProcessEnv): Promise<FoundSettings> {
  try {
    const { loadConfig } = await import('@aegis/server');
    return { settings: await loadConfig({}, null, env), problems: [] };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const problem = AegisError.is(error)
      ? fail('settings', text, 'Correct the setting, or unset it.')
      : fail('installation', `the server cannot be loaded: ${text}`, 'Install Aegis again.');
    return { settings: defaults(), problems: [problem] };
  }
}
