import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real shell in a directory of its own, in which every command is a script that only says that it was run. */
export interface StubShell {
  /** What was run, each with its words in angle brackets, and the files that were made. */
  run(shell: string, command: string): { ran: string[]; made: string[] };
  dispose(): void;
}

/** @param names the commands that there are */
export function createStubShell(names: readonly string[]): StubShell {
  const root = mkdtempSync(join(tmpdir(), 'aegis-policy-'));
  const [bin, dir, log] = [join(root, 'bin'), join(root, 'dir'), join(root, 'log')];
  mkdirSync(bin);
  for (const name of names) {
    const file = join(bin, name);
    writeFileSync(
      file,
      `#!/bin/sh\nprintf '%s\\0' "$(printf '<%s>' '${name}' "$@")" >> '${log}'\n`,
    );
    chmodSync(file, 0o700);
  }
  return {
    run(shell, command) {
      rmSync(dir, { recursive: true, force: true });
      mkdirSync(dir);
      writeFileSync(log, '');
      const missing = `command_not_found_handle() { printf 'missing <%s>\\0' "$1" >> '${log}'; }; command_not_found_handler() { command_not_found_handle "$@"; };`;
      const plain = shell === 'zsh' ? ['-f'] : ['--noprofile', '--norc'];
      spawnSync(
        shell,
        [...plain, '-c', `PATH='${bin}'; ${missing} eval "$1"; wait`, '_', command],
        {
          cwd: dir,
          env: { PATH: process.env['PATH'], HOME: dir, LC_ALL: 'C.UTF-8' },
          stdio: ['ignore', 'ignore', 'ignore'],
          timeout: 5_000,
        },
      );
      const ran = readFileSync(log, 'utf8')
        .split('\0')
        .filter((line) => line !== '');
      return { ran, made: readdirSync(dir) };
    },
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Those of these shells that this machine has. */
export function shellsHere(names: readonly string[]): string[] {
  return names.filter((name) => spawnSync(name, ['-c', ':']).status === 0);
}
