import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own, small enough to be filled. */
export interface SmallDisk {
  path: string;
  /** Until not a byte more can be stored. */
  fill(): void;
  /** Gives the room back. */
  free(): void;
  dispose(): void;
}

/** Why no {@link SmallDisk} can be made here; null where one can. */
export function whyNoSmallDisk(): string | null {
  if (process.platform !== 'linux') return 'only Linux has tmpfs';
  if (process.getuid?.() !== 0) return 'only root may mount';
  try {
    mountSmallDisk(256).dispose();
    return null;
  } catch (error) {
    return String(error);
  }
}

export function mountSmallDisk(kilobytes: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'aegis-disk-'));
  run('mount', '-t', 'tmpfs', '-o', `size=${kilobytes}k,mode=0700`, 'tmpfs', path);
  // Named as one of Aegis's own: it refuses a state directory that others can read and that holds other things.
  const filler = join(path, 'aegis.filler');
  return {
    path,
    fill() {
      const file = openSync(filler, 'a', 0o600);
      // Page by page, and then byte by byte: to the last one.
      for (const size of [4_096, 1]) while (isWritten(file, size));
      closeSync(file);
      chmodSync(filler, 0o600);
    },
    free: () => rmSync(filler, { force: true }),
    dispose() {
      run('umount', path);
      rmdirSync(path);
    },
  };
}

function isWritten(file: number, size: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(size, 1)) === size;
  } catch {
    return false;
  }
}

function run(command: string, ...parameters: string[]): void {
  const { status, stderr } = spawnSync(command, parameters, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${parameters.join(' ')}: ${stderr}`);
}
