import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PaneCapture, PaneEvent } from '../types.ts';
import { createSandbox, eventually, openWindow, Recording, script } from '../testing/sandbox.ts';

/** Counts without end, as fast as it can; each line has wide characters and a colour. */
const COUNT =
  'i=0; while :; do i=$((i+1)); printf "\\033[3%dm%d 漢é😀\\033[0m\\r\\n" $((i%8)) $i; done';

// eslint-disable-next-line no-control-regex -- SGR sequences begin with one
const SGR = /\u001b\[[\d;]*m/g;

/** The numbers of a counting program: those on a captured screen, or in output. */
function numbersIn(text: string): number[] {
  return [...text.matchAll(/(\d+) 漢é😀/gu)].map((match) => Number(match[1]));
}

function plainText(capture: PaneCapture): string {
  return capture.lines.join('\n').replaceAll(SGR, '');
}

/** For each reset: the last number on its screen, and the first whole one in the output after it. */
function seams(events: readonly PaneEvent[]): [number, number][] {
  const found: [number, number][] = [];
  const starts = events.flatMap((event, index) => (event.type === 'reset' ? [index] : []));
  for (const [order, start] of starts.entries()) {
    const reset = events[start];
    if (reset?.type !== 'reset') continue;
    const after = events.slice(start + 1, starts[order + 1]);
    const bytes = after.flatMap((event) => (event.type === 'output' ? [event.bytes] : []));
    const text = Buffer.concat(bytes).toString().replaceAll(SGR, '');
    // The row that was being written at the fence goes on in the output.
    const joined = plainText(reset.capture).replace(/\n+$/, '') + text;
    const numbers = numbersIn(joined);
    const onScreen = numbersIn(plainText(reset.capture));
    const last = onScreen.at(-1) ?? 0;
    const next = numbers[numbers.indexOf(last) + 1];
    if (next !== undefined) found.push([last, next]);
  }
  return found;
}

/** For programs that write one row only: blank rows stand between the capture and what came after it. */
const onOneRow = (recording: Recording) => recording.seen.replaceAll('\n', '');

describe('the fence', () => {
  it('joins capture and output without a gap or a repetition, under constant output', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const { paneId } = await client.newWindow(script(COUNT));
    const recording = new Recording();
    const stream = await client.openPane(paneId, recording.onEvent);
    for (let round = 0; round < 40; round++) {
      await stream.resync();
      await eventually(() => expect(recording.events.at(-1)?.type).toBe('output'));
      const seen = recording.events.length;
      await eventually(() => expect(recording.events.length).toBeGreaterThan(seen + 2));
    }
    stream.close();
    const found = seams(recording.events);
    expect(found.length).toBeGreaterThan(30);
    expect(found.filter(([last, next]) => next !== last + 1)).toEqual([]);
    expect(recording.resets).toEqual(['opened', ...Array.from({ length: 40 }, () => 'asked')]);
    // And between fences nothing is missing either.
    const counted = numbersIn(recording.output.replaceAll(SGR, ''));
    expect(counted.length).toBeGreaterThan(100);
  });

  it('loses no character that is cut in two', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const go = join(sandbox.directory, 'go');
    // 漢 is e6 bc a2: the pane stops inside of it until the file is there.
    const half = `printf 'a\\346'; while ! [ -e ${go} ]; do sleep 0.02; done; printf '\\274\\242b'; exec cat`;
    const seen = await openWindow(client, script(half));
    await eventually(() => expect(seen.recording.seen).toContain('a'));
    // One stream saw the first byte; the other joins behind it.
    const late = new Recording();
    await client.openPane(seen.paneId, late.onEvent);
    const again = await client.openPane(seen.paneId, () => undefined);
    await again.resync();
    writeFileSync(go, '');
    await eventually(() => expect(onOneRow(seen.recording)).toContain('a漢b'));
    await eventually(() => expect(onOneRow(late)).toContain('a漢b'));
    expect(late.resets).toEqual(['opened', 'opened']);
  });

  it('loses no escape sequence that is cut in two', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const go = join(sandbox.directory, 'go');
    const half = `printf 'a\\033[3'; while ! [ -e ${go} ]; do sleep 0.02; done; printf '1mb'; exec cat`;
    const { paneId } = await client.newWindow(script(half));
    await eventually(async () => expect(await client.captureText(paneId, TEXT)).toMatch(/^a/));
    const late = new Recording();
    await client.openPane(paneId, late.onEvent);
    writeFileSync(go, '');
    await eventually(() => expect(late.output).toBe('\u001b[31mb'));
  });

  it('gives the whole state: size, cursor, wrapped rows, modes, alternate screen, title', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const text =
      'printf "\\033]0;a title\\007\\033[?1049h\\033[2J\\033[H%s\\r\\n漢漢漢漢漢漢\\033[2;3r\\033[?1h\\033[4h\\033[3;2H\\033[?25l" abcdefghijklm; exec cat';
    const { paneId } = await client.newWindow(script(text, { cols: 11, rows: 6 }));
    await eventually(async () => expect(await client.captureText(paneId, TEXT)).toContain('漢'));
    const recording = new Recording();
    const stream = await client.openPane(paneId, recording.onEvent);
    const capture = await stream.resync();
    expect(capture).toMatchObject({
      ...{ cols: 11, rows: 6, alternate: true, title: 'a title' },
      cursor: { x: 1, y: 2, visible: false },
      wrapped: [true, false, true, false, false, false],
    });
    expect(capture.lines.map((line) => line.trimEnd())).toEqual([
      'abcdefghijk',
      'lm',
      '漢漢漢漢漢',
      '漢',
      '',
      '',
    ]);
    expect(recording.output).toContain('\u001b[2;3r\u001b[3;2H\u001b[4h\u001b[?1h');
  });
});

const TEXT = { historyLines: 0, escapes: false, joinWrapped: false };

describe('bytes', () => {
  it('all of them arrive as they were written', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const file = join(sandbox.directory, 'bytes');
    const go = join(sandbox.directory, 'go');
    const bytes = Buffer.from(
      Array.from({ length: 256 * 40 }, (_, index) => (index * 7 + (index >> 8)) & 0xff),
    );
    writeFileSync(file, bytes);
    const text = `stty raw -echo; printf ready; while ! [ -e ${go} ]; do sleep 0.02; done; cat ${file}; exec sleep 60`;
    const { recording } = await openWindow(client, script(text));
    await eventually(() => expect(recording.seen).toContain('ready'));
    const before = recording.events.length;
    writeFileSync(go, '');
    const received = () =>
      Buffer.concat(
        recording.events
          .slice(before)
          .flatMap((event) => (event.type === 'output' ? [event.bytes] : [])),
      );
    await eventually(() => expect(received().length).toBeGreaterThanOrEqual(bytes.length));
    expect(received().equals(bytes)).toBe(true);
  });
});

describe('flow control', () => {
  it('a pane whose bytes were thrown away goes on, and its screen is given anew', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect({ pauseAfterSeconds: 1 });
    const { recording } = await openWindow(
      client,
      script('exec yes 0123456789012345678901234567890'),
    );
    await eventually(() => expect(recording.events.length).toBeGreaterThan(3));
    // With nobody else to read for, tmux would stop reading the terminal instead; so somebody else reads.
    const reader = spawn('tmux', [...sandbox.arguments, '-C', 'attach-session', '-t', '=aegis'], {
      env: { ...sandbox.options.env },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    await eventually(() => expect(sandbox.tmux('list-clients').trim().split('\n')).toHaveLength(2));
    // This process stops reading, as a busy one does, until tmux's queue for it is older than a second.
    const until = Date.now() + 2_500;
    while (Date.now() < until);
    await eventually(() => expect(recording.resets).toContain('paused'), 10_000);
    const count = recording.events.length;
    await eventually(() => expect(recording.events.length).toBeGreaterThan(count));
    reader.kill();
  });
});
describe('the end of a program', () => {
  it.each([
    ['exit 0', 0, null],
    ['exit 7', 7, null],
    ['kill -9 $$', null, 9],
  ])('gotcha 19: `%s` is told at once, behind its last output', async (last, status, signal) => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const { recording, paneId } = await openWindow(
      client,
      script(`sleep 0.2; echo last words; ${last}`),
    );
    await eventually(
      () => expect(recording.events.at(-1)).toEqual({ type: 'exited', status, signal }),
      2_000,
    );
    expect(recording.seen).toContain('last words');
    // The pane is kept as it was, with no remark of tmux's on it.
    expect(await client.listPanes()).toMatchObject([
      { paneId, dead: true, exitStatus: status, exitSignal: signal },
    ]);
    expect((await client.captureText(paneId, TEXT)).trimEnd()).toBe('last words');
    await expect(client.sendKeys(paneId, [{ type: 'key', key: 'Enter' }])).rejects.toMatchObject({
      code: 'pane_dead',
    });
  });

  it('gotcha 20: is told with its status, for many at once', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const windows = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        openWindow(client, script(`sleep 0.3; exit ${index}`)),
      ),
    );
    await eventually(() =>
      expect(windows.map(({ recording }) => recording.find('exited')?.status)).toEqual(
        windows.map((_, index) => index),
      ),
    );
  });

  it('that ended before the stream was opened is told behind its screen', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const { paneId } = await client.newWindow(script('echo bye; exit 4'));
    await eventually(async () =>
      expect(await client.listPanes()).toMatchObject([{ exitStatus: 4 }]),
    );
    const recording = new Recording();
    await client.openPane(paneId, recording.onEvent);
    expect(recording.events.map(({ type }) => type)).toEqual(['reset', 'exited']);
    expect(recording.seen).toContain('bye');
  });
});

describe('a stream', () => {
  it('of no pane is refused', async () => {
    const client = await createSandbox().connect();
    const recording = new Recording();
    await expect(client.openPane('%99', recording.onEvent)).rejects.toMatchObject({
      code: 'pane_not_found',
    });
    expect(recording.events).toEqual([]);
  });

  it('says nothing after it was closed, and the pane lives on', async () => {
    const client = await createSandbox().connect();
    const { paneId } = await client.newWindow(script(COUNT));
    const recording = new Recording();
    const stream = await client.openPane(paneId, recording.onEvent);
    await eventually(() => expect(recording.output).not.toBe(''));
    stream.close();
    const count = recording.events.length;
    await expect(stream.resync()).rejects.toMatchObject({ code: 'pane_not_found' });
    expect(await client.listPanes()).toMatchObject([{ paneId, dead: false }]);
    expect(recording.events).toHaveLength(count);
  });

  it('starts anew in another size', async () => {
    const client = await createSandbox().connect();
    const { recording, windowId } = await openWindow(
      client,
      script('trap "stty size" WINCH; echo ready; while :; do sleep 0.05; done', {
        cols: 80,
        rows: 24,
      }),
    );
    await eventually(() => expect(recording.seen).toContain('ready'));
    await client.resizeWindow(windowId, 100, 30);
    await eventually(() => expect(recording.resets).toEqual(['opened', 'resized']));
    const reset = recording.events.findLast((event) => event.type === 'reset');
    expect(reset?.capture).toMatchObject({ cols: 100, rows: 30 });
    await eventually(() => expect(recording.seen).toContain('30 100'));
  });

  it('whose listener throws does not disturb the others', async () => {
    const client = await createSandbox().connect();
    const { paneId } = await client.newWindow(script('exec cat'));
    const thrown: unknown[] = [];
    const onUncaught = (error: unknown): void => void thrown.push(error);
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', onUncaught);
    try {
      const stream = await client.openPane(paneId, () => {
        throw new Error('from the listener');
      });
      const recording = new Recording();
      await client.openPane(paneId, recording.onEvent);
      expect(recording.resets).toEqual(['opened']);
      stream.close();
    } finally {
      process.off('uncaughtException', onUncaught);
      for (const listener of listeners) process.on('uncaughtException', listener);
    }
    expect(String(thrown[0])).toContain('from the listener');
  });
});
