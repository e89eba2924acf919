import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export type RegistryWord =
  | { readonly status: 'busy' | 'idle' }
  | { readonly status: 'waiting'; readonly waitingFor: string };

/** Claude Code's own word on what a session does: `<config>/sessions/<pid>.json`. */
export class Registry {
  readonly #folder: string;
  readonly #fixed: Readonly<Record<string, unknown>>;
  #last = '';

  constructor(configDir: string, { workDir, version }: { workDir: string; version: string }) {
    const startedAt = Date.now();
    this.#folder = join(configDir, 'sessions');
    this.#fixed = {
      pid: process.pid,
      cwd: workDir,
      startedAt,
      procStart: processStart(),
      version,
      peerProtocol: 1,
      kind: 'interactive',
      entrypoint: 'cli',
      name: basename(workDir),
      nameSource: 'derived',
      nameSince: startedAt,
    };
  }

  say(sessionId: string, word: RegistryWord): void {
    const said = JSON.stringify([sessionId, word]);
    if (said === this.#last) return;
    this.#last = said;
    const now = Date.now();
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const entry = { ...this.#fixed, sessionId, ...word, updatedAt: now, statusUpdatedAt: now };
    // Whole at once: whoever watches the folder never reads half of it.
    const next = join(this.#folder, `.${process.pid}.next`);
    writeFileSync(next, JSON.stringify(entry), { mode: 0o600 });
    renameSync(next, this.#path);
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }

  get #path(): string {
    return join(this.#folder, `${process.pid}.json`);
  }
}

/** When this process started, in the form that Claude Code has on this system. */
function processStart(): string | undefined {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync('/proc/self/stat', 'utf8');
      // The second field is a name in brackets, which may hold anything.
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    }
    const environment = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(process.pid)], { env: environment })
      .toString()
      .trim();
  } catch {
    return undefined;
  }
}
