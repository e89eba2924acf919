import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSandbox, eventually, isRunning, openWindow, script } from '../testing/sandbox.ts';

/** Writes its arguments, its environment and its directory to files, and stays. */
const REPORT = [
  'sh',
  '-c',
  'printf "%s\\0" "$@" >args; env -0 >env; pwd >cwd; : >done; exec cat',
  'report',
] as const;

/** A terminator alone says nothing of an empty list, so there is always one argument more. */
const argumentsIn = (directory: string) =>
  readFileSync(join(directory, 'args'), 'utf8').split('\0').slice(0, -1);

const TEXT = { historyLines: 0, escapes: false, joinWrapped: false };

const AWKWARD = [
  ...[
    '',
    ' ',
    '-n',
    '--',
    '-',
    ';',
    'a;',
    '\\;',
    '\\',
    "'",
    '"',
    '$HOME',
    '${x}',
    '`id`',
    '~',
    '#',
    '#{pid}',
  ],
  ...[
    'a\nb',
    '\n',
    'tab\there',
    '\r',
    '\u001b[31m',
    '\u007f',
    '漢字 é 😀',
    '{',
    '}',
    '%1',
    '%if 1',
    '*',
    '!',
    'a=b',
  ],
];

describe('newWindow', () => {
  it('gotcha 11: executes the arguments as they stand (cmd-parse.y)', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const random = fc
      .sample(fc.string({ unit: 'binary', maxLength: 12 }), 200)
      .map((each) => each.toWellFormed().replaceAll('\0', ''));
    const args = [...AWKWARD, ...random];
    const { pid } = await client.newWindow(
      script('', { cwd: sandbox.directory, argv: [...REPORT, ...args] }),
    );
    await eventually(() => readFileSync(join(sandbox.directory, 'done')));
    expect(argumentsIn(sandbox.directory)).toEqual(args);
    // No shell between: the pane's process is the program itself.
    expect(execFileSync('ps', ['-o', 'comm=', '-p', `${pid}`], { encoding: 'utf8' }).trim()).toBe(
      'cat',
    );
  });

  it('takes an argument of 120 KiB', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const large = '漢\n\'"$\\ab'.repeat(12 * 1024);
    expect(Buffer.byteLength(large)).toBe(120 * 1024);
    await client.newWindow(script('', { cwd: sandbox.directory, argv: [...REPORT, large] }));
    await eventually(() => readFileSync(join(sandbox.directory, 'done')));
    expect(argumentsIn(sandbox.directory)).toEqual([large]);
  });

  it('gives the program the variables that were asked for, exactly', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const env = Object.fromEntries(AWKWARD.map((value, index) => [`V${index}`, value]));
    await client.newWindow(script('', { cwd: sandbox.directory, argv: [...REPORT], env }));
    await eventually(() => readFileSync(join(sandbox.directory, 'done')));
    const found = Object.fromEntries(
      readFileSync(join(sandbox.directory, 'env'), 'utf8')
        .split('\0')
        .filter((line) => line !== '')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    expect(found).toMatchObject(env);
    // The server has only what it was started with, and what tmux itself adds.
    const added = [
      'TERM',
      'TERM_PROGRAM',
      'TERM_PROGRAM_VERSION',
      'TMUX',
      'TMUX_PANE',
      'PWD',
      'SHLVL',
      'SHELL',
      '_',
      'OLDPWD',
    ];
    const expected = [...Object.keys(env), ...Object.keys(sandbox.options.env), ...added];
    expect(Object.keys(found).filter((name) => !expected.includes(name))).toEqual([]);
  });

  it.each([
    'plain',
    'with space',
    'q\'u"o',
    'a:b.c',
    '#{pid}',
    '#(touch pwned)',
    '#[x]',
    '##[x]#',
    '-dash',
    'é漢',
    '%H',
    '$HOME',
  ])(
    'gotcha 23: starts in a directory called %s, and calls the window so (format.c expands -c and -n)',
    async (name) => {
      const sandbox = createSandbox();
      const cwd = join(sandbox.directory, name);
      mkdirSync(cwd);
      const client = await sandbox.connect();
      await client.newWindow(script('', { cwd, name, argv: [...REPORT] }));
      await eventually(() => readFileSync(join(cwd, 'done')));
      expect(readFileSync(join(cwd, 'cwd'), 'utf8')).toBe(`${cwd}\n`);
      expect((await client.listPanes()).map(({ windowName }) => windowName)).toEqual([name]);
    },
  );

  it('gotcha 21: executes a lone argument too, whatever it is called (spawn.c gives it to a shell)', async () => {
    const sandbox = createSandbox();
    const program = join(sandbox.directory, "it's; $(a) program");
    writeFileSync(program, '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 });
    const client = await sandbox.connect();
    const { pid } = await client.newWindow(script('', { argv: [program] }));
    await eventually(() =>
      expect(execFileSync('ps', ['-o', 'comm=', '-p', `${pid}`], { encoding: 'utf8' }).trim()).toBe(
        'sleep',
      ),
    );
  });

  it('makes it in the size that was asked for, from the first moment', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const sizes = Array.from({ length: 30 }, (_, index) => [60 + index, 10 + index] as const);
    // Executed at once, so that a size that is put right afterwards comes too late.
    const argv = ['stty', 'size'] as const;
    const windows = await Promise.all(
      sizes.map(([cols, rows]) => openWindow(client, script('', { argv, cols, rows }))),
    );
    await eventually(() => {
      expect(windows.every(({ recording }) => recording.find('exited'))).toBe(true);
    });
    // tmux may close a terminal before it has read it to the end; then its own screen is empty too.
    const shown = windows.map(({ recording }) => recording.seen.trim());
    const texts = await Promise.all(windows.map(({ paneId }) => client.captureText(paneId, TEXT)));
    expect(shown).toEqual(texts.map((text) => text.trim()));
    const read = shown.flatMap((text, index) =>
      text === '' ? [] : [[text, sizes[index]] as const],
    );
    expect(read.length).toBeGreaterThan(15);
    expect(read.map(([text]) => text)).toEqual(read.map(([, size]) => `${size?.[1]} ${size?.[0]}`));
    const listed = await client.listPanes();
    expect(listed.map(({ cols, rows }) => [cols, rows])).toEqual(sizes);
  });

  it('marks the pane in the same moment', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const paneOptions = { aegis_session: "ses_1 'x' $y #{pid} ;", other: '-dash' };
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        client.newWindow(
          script('exec cat', { paneOptions: { ...paneOptions, index: `i${index}` } }),
        ),
      ),
    );
    const panes = await client.listPanes(['aegis_session', 'other', 'index', 'absent']);
    expect(panes.map(({ options }) => options)).toEqual(
      Array.from({ length: 8 }, (_, index) => ({ ...paneOptions, index: `i${index}` })),
    );
  });

  it.each([
    ['a relative directory', { cwd: 'tmp' }],
    ['no program', { argv: [''] as [string] }],
    ['NUL in an argument', { argv: ['a\0b'] as [string] }],
    ['a variable without a name', { env: { '': 'x' } }],
    ['= in the name of a variable', { env: { 'A=B': 'x' } }],
    ['no width', { cols: 0 }],
    ['half a row', { rows: 1.5 }],
    ['a newline in an option', { paneOptions: { a: 'x\ny' } }],
    ['a space in the name of an option', { paneOptions: { 'a b': 'x' } }],
  ])('refuses %s, and makes nothing', async (_, changes) => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    await expect(client.newWindow(script('true', changes))).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    expect(await client.listPanes()).toEqual([]);
  });
});

describe('listPanes', () => {
  it('tells of every pane but the keeper’s', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    expect(await client.listPanes()).toEqual([]);
    const { paneId, windowId, pid } = await client.newWindow(
      script('printf "\\033]0;the title\\007\\033[?1049h"; exec cat', { name: 'one' }),
    );
    await client.setPaneOption(paneId, 'mark', 'm 1');
    await eventually(async () => {
      expect(await client.listPanes(['mark'])).toEqual([
        {
          ...{ paneId, windowId, windowName: 'one', pid, cols: 80, rows: 24 },
          ...{ dead: false, exitStatus: null, exitSignal: null },
          ...{ inMode: false, synchronized: false, sessionId: '$0', alternate: true },
          ...{ title: 'the title', currentCommand: 'cat' },
          options: { mark: 'm 1' },
        },
      ]);
    });
  });

  it('is not misled by a program whose name holds separators', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const program = join(sandbox.directory, 'a\tb\n%7\t@7');
    execFileSync('cp', ['/bin/sleep', program]);
    const { paneId } = await client.newWindow(script('', { argv: [program, '60'] }));
    expect((await client.listPanes()).map((pane) => pane.paneId)).toEqual([paneId]);
  });
});

describe('killWindow', () => {
  it('hangs up the program', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const { windowId, pid, recording } = await openWindow(client, script('exec cat'));
    await client.killWindow(windowId);
    await eventually(() => expect(isRunning(pid)).toBe(false));
    await eventually(() =>
      expect(recording.events.at(-1)).toEqual({ type: 'gone', reason: 'pane_closed' }),
    );
    await expect(client.killWindow(windowId)).rejects.toMatchObject({ code: 'pane_not_found' });
  });
});

describe('captureText', () => {
  it('has the scrollback, the colours and joined rows as asked', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const text =
      'i=0; while [ $i -lt 9 ]; do echo line$i; i=$((i+1)); done; printf "\\033[31m%s\\033[0m" abcdefghijkl; exec cat';
    const { paneId, recording } = await openWindow(client, script(text, { cols: 10, rows: 4 }));
    await eventually(() => expect(recording.seen).toContain('kl'));
    const request = { historyLines: 0, escapes: false, joinWrapped: false };
    expect(await client.captureText(paneId, request)).toBe('line7\nline8\nabcdefghij\nkl');
    expect(await client.captureText(paneId, { ...request, joinWrapped: true })).toBe(
      'line7\nline8\nabcdefghijkl',
    );
    expect(await client.captureText(paneId, { ...request, historyLines: 2 })).toMatch(
      /^line5\nline6\nline7\n/,
    );
    expect(await client.captureText(paneId, { ...request, escapes: true })).toContain(
      '\u001b[31mabc',
    );
    await expect(client.captureText('%99', request)).rejects.toMatchObject({
      code: 'pane_not_found',
    });
  });
});
