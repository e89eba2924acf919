import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { KeyPlan, PaneId, TmuxClient } from '../types.ts';
import { createSandbox, eventually, script, type Sandbox } from '../testing/sandbox.ts';

/** A raw terminal whose every byte goes to a file. */
async function rawPane(
  sandbox: Sandbox,
  client: TmuxClient,
): Promise<{ paneId: PaneId; read: () => Buffer }> {
  const file = join(sandbox.directory, `keys-${Math.random()}`);
  const { paneId } = await client.newWindow(
    script(`stty raw -echo; : >${file}; printf ready; exec cat >${file}`),
  );
  await eventually(async () => {
    const text = await client.captureText(paneId, {
      historyLines: 0,
      escapes: false,
      joinWrapped: false,
    });
    expect(text).toContain('ready');
  });
  return { paneId, read: () => readFileSync(file) };
}

describe('text', () => {
  it.each([
    ['a line of 9,000 characters', 'The quick brown fox; '.repeat(450)],
    [
      'what a shell or tmux would change',
      `-x "q" 'q' $HOME \`id\` \\n ; # #{pid} ~ % {a} \\; C-c Enter`,
    ],
    ['wide characters, emoji and combining marks', '漢字 é 😀👨‍👩‍👧 é ñ €'.repeat(120)],
    ['nothing but a semicolon', ';'],
  ])('arrives byte for byte: %s', async (_, text) => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const { paneId, read } = await rawPane(sandbox, client);
    await client.sendKeys(paneId, [{ type: 'text', text }]);
    await eventually(() => expect(read().length).toBeGreaterThanOrEqual(Buffer.byteLength(text)));
    expect(read().toString()).toBe(text);
  });

  it('in many lines arrives whole and in order', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const { paneId, read } = await rawPane(sandbox, client);
    const lines = Array.from({ length: 40 }, (_, index) => `${index} "quoted" $x \\ 漢 😀`);
    const plan = lines.flatMap((text): KeyPlan => [
      { type: 'text', text },
      { type: 'key', key: 'C-j' },
    ]);
    await client.sendKeys(paneId, plan);
    const expected = `${lines.join('\n')}\n`;
    await eventually(() =>
      expect(read().length).toBeGreaterThanOrEqual(Buffer.byteLength(expected)),
    );
    expect(read().toString()).toBe(expected);
  });

  it('is refused with a control character, and nothing of the plan is sent', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const { paneId, read } = await rawPane(sandbox, client);
    const plan: KeyPlan = [
      { type: 'text', text: 'first' },
      { type: 'text', text: 'a\nb' },
    ];
    await expect(client.sendKeys(paneId, plan)).rejects.toMatchObject({ code: 'invalid_argument' });
    await client.sendKeys(paneId, [{ type: 'text', text: 'end' }]);
    await eventually(() => expect(read().toString()).toBe('end'));
  });
});

describe('keys', () => {
  it('gotcha 12: are the bytes that they stand for', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const { paneId, read } = await rawPane(sandbox, client);
    const keys: [string, string][] = [
      ['Enter', '\r'],
      ['C-j', '\n'],
      ['Escape', '\u001b'],
      ['C-u', '\u0015'],
      ['C-[', '\u001b'],
      ['Tab', '\t'],
      ['BTab', '\u001b[Z'],
      ['BSpace', '\u007f'],
      ['Up', '\u001b[A'],
      ['Space', ' '],
      ['1', '1'],
      [';', ';'],
      ['-', '-'],
      ['M-x', '\u001bx'],
    ];
    await client.sendKeys(
      paneId,
      keys.map(([key]) => ({ type: 'key', key })),
    );
    const expected = keys.map(([, bytes]) => bytes).join('');
    await eventually(() => expect(read().length).toBeGreaterThanOrEqual(expected.length));
    expect(read().toString()).toBe(expected);
  });

  it('gotcha 22: that do not exist are refused, which tmux would type as text (cmd-send-keys.c)', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const { paneId, read } = await rawPane(sandbox, client);
    await expect(client.sendKeys(paneId, [{ type: 'key', key: 'Entre' }])).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    sandbox.tmux('send-keys', '-t', paneId, 'Entre');
    await eventually(() => expect(read().toString()).toBe('Entre'));
  });
});

describe('a mode that eats keys', () => {
  it.each([
    ['copy mode', [['copy-mode']]],
    ['gotcha 4: the view that run-shell opens', [['run-shell', 'echo some output']]],
    ['one mode over another', [['copy-mode'], ['clock-mode']]],
  ])('is left first: %s', async (_, modes) => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const { paneId, read } = await rawPane(sandbox, client);
    for (const [name = '', ...rest] of modes) sandbox.tmux(name, '-t', paneId, ...rest);
    await eventually(async () =>
      expect(await client.listPanes()).toMatchObject([{ inMode: true }]),
    );
    await client.sendKeys(paneId, [
      { type: 'text', text: 'typed' },
      { type: 'key', key: 'Enter' },
    ]);
    await eventually(() => expect(read().toString()).toBe('typed\r'));
    expect(await client.listPanes()).toMatchObject([{ inMode: false }]);
  });

  it('is left again when somebody enters it between two steps of a plan', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const { paneId, read } = await rawPane(sandbox, client);
    const sending = client.sendKeys(paneId, [
      { type: 'text', text: 'typed' },
      { type: 'pause', ms: 300 },
      { type: 'key', key: 'Enter' },
    ]);
    await eventually(() => expect(read().toString()).toBe('typed'));
    sandbox.tmux('copy-mode', '-t', paneId);
    await sending;
    await eventually(() => expect(read().toString()).toBe('typed\r'));
  });
});

describe('writers', () => {
  it('of one pane take turns; of two panes do not wait for each other', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const [one, two] = [await rawPane(sandbox, client), await rawPane(sandbox, client)];
    const long = (letter: string): KeyPlan => [
      { type: 'text', text: letter.repeat(900) },
      { type: 'pause', ms: 100 },
      { type: 'text', text: letter.repeat(900) },
    ];
    const order: string[] = [];
    await Promise.all([
      client.sendKeys(one.paneId, long('a')).then(() => order.push('a')),
      client.sendKeys(one.paneId, long('b')).then(() => order.push('b')),
      client.sendKeys(two.paneId, long('c')).then(() => order.push('c')),
    ]);
    await eventually(() => expect(one.read().length).toBe(3_600));
    expect(one.read().toString()).toBe('a'.repeat(1_800) + 'b'.repeat(1_800));
    expect(order.at(-1)).toBe('b');
  });

  it('to a pane that is not there are refused', async () => {
    const client = await createSandbox().connect();
    await expect(client.sendKeys('%77', [{ type: 'key', key: 'Enter' }])).rejects.toMatchObject({
      code: 'pane_not_found',
    });
  });
});
