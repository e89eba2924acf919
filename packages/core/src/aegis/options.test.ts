import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_STATE_DIR, socketNameFor } from './options.ts';

describe('socketNameFor', () => {
  test('is plain for the default directory', () => {
    expect(DEFAULT_STATE_DIR).toBe(join(homedir(), '.aegis'));
    expect(socketNameFor(DEFAULT_STATE_DIR)).toBe('aegis');
    expect(socketNameFor(`${DEFAULT_STATE_DIR}/`)).toBe('aegis');
  });

  test('is the same for a directory however it is written, after every restart', () => {
    const name = socketNameFor('/var/lib/aegis');
    expect(name).toBe('aegis-49f3e19ee395');
    expect(socketNameFor('/var/lib/aegis/')).toBe(name);
    expect(socketNameFor('/var/lib/x/../aegis')).toBe(name);
    expect(socketNameFor(relative(process.cwd(), '/var/lib/aegis'))).toBe(name);
  });

  test('differs for other directories, and is short whatever their length', () => {
    expect(socketNameFor('/a')).not.toBe(socketNameFor('/b'));
    expect(socketNameFor(`/${'x'.repeat(4_000)}`)).toMatch(/^aegis-[0-9a-f]{12}$/);
  });
});
