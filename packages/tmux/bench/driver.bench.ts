import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, bench, describe } from 'vitest';
import { connectTmux, type PaneId, type PaneStream, type TmuxClient } from '../src/index.ts';

// What one step costs over the control client, and what it costs as the tmux process that it would otherwise be. The
// two are taken in one run, so that their ratio means something on any machine.

const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'aegis-bench-tmux-'));
const env = { PATH: process.env['PATH'] ?? '', HOME: directory, TMUX_TMPDIR: directory };
const socketName = 'aegis-bench';

let client: TmuxClient;
let stream: PaneStream;
let paneId: PaneId;

const tmux = (...argv: string[]) => run('tmux', ['-u', '-L', socketName, ...argv], { env });

beforeAll(async () => {
  client = await connectTmux({ socketName, env });
  const screen =
    'i=0; while [ $i -lt 49 ]; do i=$((i+1)); printf "\\033[3%dm%0150d\\033[0m\\n" $((i%8)) $i; done';
  const window = { name: 'bench', cwd: '/', env: {}, cols: 160, rows: 50 };
  ({ paneId } = await client.newWindow({
    ...window,
    argv: ['sh', '-c', `${screen}; exec cat >/dev/null`],
  }));
  stream = await client.openPane(paneId, () => undefined);
});

afterAll(async () => {
  await client.killServer();
  rmSync(directory, { recursive: true });
});

describe('the text of a screen of 160x50', () => {
  bench('control client', async () => {
    await client.captureText(paneId, { historyLines: 0, escapes: true, joinWrapped: false });
  });
  bench('a capture-pane process', async () => {
    await tmux('capture-pane', '-p', '-e', '-t', paneId);
  });
});

describe('the whole state of a screen: rows, wraps, cursor, modes, at one moment', () => {
  bench('control client', async () => {
    await stream.resync();
  });
  bench('two processes, at two moments', async () => {
    await tmux('capture-pane', '-p', '-e', '-N', '-t', paneId);
    await tmux(
      'display-message',
      '-p',
      '-t',
      paneId,
      '#{cursor_x} #{cursor_y} #{cursor_flag} #{alternate_on}',
    );
  });
});

describe('a key', () => {
  bench('control client, leaving modes first', async () => {
    await client.sendKeys(paneId, [{ type: 'key', key: 'Enter' }]);
  });
  bench('a send-keys process', async () => {
    await tmux('send-keys', '-t', paneId, 'Enter');
  });
});
