import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AegisError } from '@aegis/protocol';
import { resolveConfig, type ConfigSources, type RawSettings } from './resolve-config.ts';
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
    const reason = error instanceof Error ? error.message : String(error);
    throw new AegisError(
      'config_invalid',
      `The config file "${path}" is not valid JSON: ${reason}.`,
      {
        details: { setting: 'config' },
        cause: error,
      },
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
  const { stateDir } = resolveConfig({ flags, environment, file: null });
  const file = await readConfigFile(join(stateDir, 'config.json'), false);
  return resolveConfig({ flags, environment, file });
}
