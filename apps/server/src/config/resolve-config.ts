import { AegisError, isValueTooDeep } from '@aegis/protocol';
import * as v from 'valibot';
import { SETTING_KEYS, SETTINGS, type Config, type SettingKey } from './settings.ts';

export type RawSettings = Partial<Record<SettingKey, unknown>>;

export interface ConfigSources {
  flags: RawSettings;
  environment: Readonly<Record<string, string | undefined>>;
  /** The config file's contents, with its path for messages; null where there is none. */
  file: { path: string; settings: unknown } | null;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1', '[::1]']);

export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host) || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function invalid(message: string, setting: string): AegisError {
  return new AegisError('config_invalid', message, { details: { setting } });
}

function fileSettings(file: ConfigSources['file']): Record<string, unknown> {
  if (file === null) return {};
  const parsed = v.safeParse(v.record(v.string(), v.unknown()), file.settings);
  if (!parsed.success || Array.isArray(file.settings)) {
    throw invalid(`The config file "${file.path}" must hold one JSON object.`, 'config');
  }
  if (isValueTooDeep(parsed.output)) {
    throw invalid(`The config file "${file.path}" is nested too deep for settings.`, 'config');
  }
  for (const key of Object.keys(parsed.output)) {
    if (!Object.hasOwn(SETTINGS, key)) {
      throw invalid(
        `The config file "${file.path}" has an unknown setting "${key}". Known are: ${SETTING_KEYS.join(', ')}.`,
        key,
      );
    }
  }
  return parsed.output;
}

/** The first source that has a value: flag, environment, file, default; with the name that it goes by there. */
function pick(key: SettingKey, sources: ConfigSources, file: Record<string, unknown>) {
  const { flag, variable, initial } = SETTINGS[key];
  const flagged = sources.flags[key];
  if (flagged !== undefined) return { value: flagged, name: `--${flag}` };
  const inherited = sources.environment[variable];
  if (inherited !== undefined && inherited !== '') return { value: inherited, name: variable };
  const path = sources.file?.path ?? '';
  if (Object.hasOwn(file, key)) return { value: file[key], name: `"${key}" in ${path}` };
  return { value: initial, name: key };
}

/** One setting by itself. @throws AegisError `config_invalid`, naming the setting as it was given */
export function resolveSetting<Key extends SettingKey>(
  key: Key,
  sources: ConfigSources,
): Config[Key] {
  const { value, name } = pick(key, sources, fileSettings(sources.file));
  const parsed = v.safeParse(SETTINGS[key].schema, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw invalid(`${name} ${issue.message} (it is ${shown(key, value)}).`, key);
  }
  // Parsed by the schema of this very key.
  return parsed.output as Config[Key];
}

/**
 * Flags win over the environment, that over the config file, that over the defaults.
 * @throws AegisError `config_invalid`, naming the setting as it was given
 */
export function resolveConfig(sources: ConfigSources): Config {
  const config = Object.fromEntries(
    SETTING_KEYS.map((key) => [key, resolveSetting(key, sources)]),
    // One value for each key of SETTINGS, by its own schema.
  ) as Config;
  if (!isLoopback(config.host) && config.authToken === null) {
    throw invalid(
      `host is "${config.host}", which others can reach, and there is no auth token. Set AEGIS_AUTH_TOKEN, or listen on 127.0.0.1.`,
      'host',
    );
  }
  return config;
}

function shown(key: SettingKey, value: unknown): string {
  if (key === 'authToken') return 'not shown';
  const text = JSON.stringify(value) as string | undefined;
  return (text ?? String(value)).slice(0, 80);
}
