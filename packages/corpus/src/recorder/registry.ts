import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RegistryWord } from '../format/recording.ts';

/** What Claude Code's registry file of that process says now; null where there is none. */
export function readRegistry(configDir: string, pid: number): RegistryWord | null {
  let text: string;
  try {
    text = readFileSync(join(configDir, 'sessions', `${pid}.json`), 'utf8');
  } catch {
    return null;
  }
  const parsed: unknown = parse(text);
  if (typeof parsed !== 'object' || parsed === null) return null;
  return { status: wordOf(parsed, 'status'), waitingFor: wordOf(parsed, 'waitingFor') };
}

/** The file may be read while it is written. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function wordOf(record: object, name: string): string | null {
  const value: unknown = Reflect.get(record, name);
  return typeof value === 'string' ? value : null;
}
