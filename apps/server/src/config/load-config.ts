import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AegisError } from '@aegis/protocol';
import { jsonProblem } from '../json-problem.ts';
import {
  resolveConfig,
  resolveSetting,
  type ConfigSources,
  type RawSettings,
} from './resolve-config.ts';
import type { Config } from './settings.ts';

async function readConfigFile(path: string, mustExist: boolean): Promise<ConfigSources['file']> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing && !mustExist) return null;
    throw new AegisError(
      'config_invalid',
      `The config file "${path}" cannot be read${isMissing ? ': it does not exist' : ''}. Correct --config or AEGIS_CONFIG.`,
      { details: { setting: 'config' }, cause: error },
    );
  }
  try {
    return { path, settings: JSON.parse(text) as unknown };
  } catch (error) {
    throw new AegisError(
      'config_invalid',
      `The config file "${path}" is not valid JSON${jsonProblem(text, error)}.`,
      { details: { setting: 'config' } },
    );
  }
}

/** @throws AegisError `config_invalid` */
export async function loadConfig(
  flags: RawSettings,
  configPath: string | null,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Config> {
  const explicit = configPath ?? environment['AEGIS_CONFIG'];
  if (explicit !== undefined && explicit !== '') {
    return resolveConfig({ flags, environment, file: await readConfigFile(explicit, true) });
  }
  // The other settings may need what only the file says.
  const stateDir = resolveSetting('stateDir', { flags, environment, file: null });
  const file = await readConfigFile(join(stateDir, 'config.json'), false);
  return resolveConfig({ flags, environment, file });
}
