import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { connectTmux } from '../client/connect-tmux.ts';
import type { NewWindow, PaneEvent, PaneId, TmuxClient, TmuxOptions, WindowId } from '../types.ts';

export interface Sandbox {
  options: TmuxOptions;
  /** A directory of its own, removed after the test. */
  directory: string;
  connect(changes?: Partial<TmuxOptions>): Promise<TmuxClient>;
  /** What the tmux binary needs to find this server. */
  arguments: readonly string[];
  /** What a person at a shell would do. */
  tmux(...argv: string[]): string;
}

/** A tmux server on a socket of its own; after the test it is ended and its socket removed. */
export function createSandbox(socketSuffix = ''): Sandbox {
  const directory = mkdtempSync(join(tmpdir(), 'aegis-test-tmux-'));
  const socketName = `aegis-test-${randomBytes(5).toString('hex')}${socketSuffix}`;
  const env = { PATH: process.env['PATH'] ?? '', HOME: directory, TMUX_TMPDIR: directory };
  const base = ['-u', '-L', socketName, '-f', '/dev/null'];
  const options: TmuxOptions = { socketName, env };
  const clients: TmuxClient[] = [];
  onTestFinished(async () => {
    await Promise.all(clients.map((client) => client.close()));
    // A server that a test left stopped answers nothing.
    spawnSync('tmux', [...base, '-N', 'kill-server'], {
      env,
      timeout: 5_000,
      killSignal: 'SIGKILL',
    });
    rmSync(directory, { recursive: true, force: true });
  });
  return {
    options,
    directory,
    arguments: base,
    async connect(changes = {}) {
      const client = await connectTmux({ ...options, ...changes });
      clients.push(client);
      return client;
    },
    tmux: (...argv) =>
      execFileSync('tmux', [...base, ...argv], {
        env,
        encoding: 'utf8',
        timeout: 5_000,
        killSignal: 'SIGKILL',
      }),
  };
}

/** A window that runs a shell script. */
export function script(text: string, changes: Partial<NewWindow> = {}): NewWindow {
  return {
    ...{ name: 'test', cwd: '/', env: {}, argv: ['sh', '-c', text], cols: 80, rows: 24 },
    ...changes,
  };
}

/** Everything that a stream said. */
export class Recording {
  readonly events: PaneEvent[] = [];
  readonly onEvent = (event: PaneEvent): void => {
    this.events.push(event);
  };

  get output(): string {
    const chunks = this.events.flatMap((event) => (event.type === 'output' ? [event.bytes] : []));
    return Buffer.concat(chunks).toString();
  }

  /** What is shown: the last capture and what came after it, with escapes. */
  get seen(): string {
    const from = this.events.findLastIndex(({ type }) => type === 'reset');
    const reset = this.events[from];
    const rows = reset?.type === 'reset' ? reset.capture.lines.join('\n') : '';
    const after = new Recording();
    after.events.push(...this.events.slice(from + 1));
    return rows + after.output;
  }

  get resets(): string[] {
    return this.events.flatMap((event) => (event.type === 'reset' ? [event.reason] : []));
  }

  find<T extends PaneEvent['type']>(type: T): Extract<PaneEvent, { type: T }> | undefined {
    const isWanted = (event: PaneEvent): event is Extract<PaneEvent, { type: T }> =>
      event.type === type;
    return this.events.find(isWanted);
  }
}

export interface OpenWindow {
  windowId: WindowId;
  paneId: PaneId;
  pid: number;
  recording: Recording;
}

export async function openWindow(client: TmuxClient, window: NewWindow): Promise<OpenWindow> {
  const created = await client.newWindow(window);
  const recording = new Recording();
  await client.openPane(created.paneId, recording.onEvent);
  return { ...created, recording };
}

/** The process of the client that the sandbox's tmux has as its only control client. */
export function controlClientPid(sandbox: Sandbox): number {
  const lines = sandbox
    .tmux('list-clients', '-F', '#{client_control_mode} #{client_pid}')
    .split('\n');
  const [line] = lines.filter((each) => each.startsWith('1 '));
  return Number(line?.slice(2));
}

/** Waits until the check holds, and fails with its error when it does not in time. */
export async function eventually<T>(check: () => T | Promise<T>, timeoutMs = 5_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** An ended process that its parent has not looked at yet runs no more. */
export function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', `${pid}`], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}
