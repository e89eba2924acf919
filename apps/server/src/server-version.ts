import { readFileSync } from 'node:fs';

/** The version in this package's package.json, which stands one folder above sources and build alike. */
export function serverVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return version;
}
