import { messageSchema } from '@aegis/protocol';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { toMessages } from './to-messages.ts';
import { fixtureEntries } from './testing/fixture.ts';
import { assistantLine, entryOf, userLine } from './testing/lines.ts';

const said = (...parameters: Parameters<typeof userLine>): [string, string][] =>
  toMessages(userLine(...parameters)).map(({ role, text }) => [role, text]);

describe('toMessages', () => {
  it('fits the schema of the protocol on every entry of a real transcript', () => {
    const messages = fixtureEntries().flatMap(toMessages);
    expect(messages.length).toBeGreaterThan(20);
    for (const message of messages) expect(v.safeParse(messageSchema, message).success).toBe(true);
    expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
  });

  it('makes one message of each block, with the place of the block in its id', () => {
    const entry = assistantLine([
      { type: 'thinking', thinking: '', signature: 'abc' },
      { type: 'text', text: 'I look.' },
      { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command: 'ls', description: 'd' } },
    ]);
    expect(toMessages(entry)).toEqual([
      {
        id: 'a:1',
        role: 'assistant',
        contentType: 'text',
        text: 'I look.',
        timestamp: null,
        toolName: null,
        toolUseId: null,
        toolInput: null,
        isError: false,
        isSidechain: false,
        model: 'claude-opus-5-5',
      },
      expect.objectContaining({
        id: 'a:2',
        contentType: 'tool_use',
        text: 'Bash: ls',
        toolName: 'Bash',
        toolUseId: 'toolu_1',
        toolInput: { command: 'ls', description: 'd' },
      }),
    ]);
  });

  it('shows thinking that has a text, and none that has not', () => {
    const entry = assistantLine([
      { type: 'thinking', thinking: 'Let me see.' },
      { type: 'redacted_thinking', data: 'xyz' },
    ]);
    expect(toMessages(entry)).toMatchObject([{ contentType: 'thinking', text: 'Let me see.' }]);
  });

  it('gives a tool result in full', () => {
    const long = 'line\n'.repeat(20_000);
    const entry = userLine([
      { type: 'tool_result', tool_use_id: 't1', content: long },
      {
        type: 'tool_result',
        tool_use_id: 't2',
        is_error: true,
        content: [
          { type: 'text', text: 'one' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
          { type: 'text', text: 'two' },
        ],
      },
      { type: 'tool_result', tool_use_id: 't3' },
    ]);
    expect(toMessages(entry)).toMatchObject([
      { contentType: 'tool_result', toolUseId: 't1', text: long, isError: false },
      { toolUseId: 't2', text: 'one\n[image: image/png, 3 bytes]\ntwo', isError: true },
      { toolUseId: 't3', text: '' },
    ]);
  });

  it('describes pictures and documents', () => {
    const image = { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } };
    const document = {
      type: 'document',
      title: 'notes.pdf',
      source: { type: 'base64', media_type: 'application/pdf', data: 'QUJDRA==' },
    };
    expect(toMessages(userLine([image, document, { type: 'hologram' }]))).toMatchObject([
      { role: 'user', contentType: 'image', text: '[image: https://example.com/a.png]' },
      {
        role: 'user',
        contentType: 'document',
        text: '[document notes.pdf: application/pdf, 4 bytes]',
      },
      { role: 'user', contentType: 'other', text: '[hologram]' },
    ]);
  });

  it('gives commands and shell lines as they were typed', () => {
    const command =
      '<command-name>/review</command-name>\n <command-message>review</command-message>\n <command-args>the <b>diff</b></command-args>';
    expect(said(command)).toEqual([['user', '/review the <b>diff</b>']]);
    expect(
      said('<command-message>clear</command-message>\n<command-name>/clear</command-name>'),
    ).toEqual([['user', '/clear']]);
    expect(said('<bash-input> ls -la</bash-input>')).toEqual([['user', '! ls -la']]);
  });

  it.each([
    ['<local-command-stdout>\u001b[2mCompacted\u001b[22m</local-command-stdout>', 'Compacted'],
    ['<bash-stdout>a\nb</bash-stdout><bash-stderr>oops</bash-stderr>', 'a\nb\noops'],
    ['<local-command-caveat>Caveat</local-command-caveat>', null],
    ['<system-reminder>Remember</system-reminder>', null],
    ['<task-notification><status>completed</status></task-notification>', null],
    ['<teammate-message teammate_id="x">Hi</teammate-message>', null],
    ['[Request interrupted by user for tool use]', null],
  ])("never shows Claude Code's own %s as the user's words", (text, shown) => {
    expect(said(text)).toEqual([['system', shown ?? text]]);
    expect(said([{ type: 'text', text }])).toEqual([['system', shown ?? text]]);
  });

  it('does so with meta entries and compact summaries', () => {
    expect(said('Expanded skill', { isMeta: true })).toEqual([['system', 'Expanded skill']]);
    expect(said('Summary', { isCompactSummary: true })).toEqual([['system', 'Summary']]);
  });

  it("leaves the person's own words alone, tags and all", () => {
    const text = '<system-reminder>is what I typed</system-reminder>';
    expect(said(text, { origin: { kind: 'human' } })).toEqual([['user', text]]);
    expect(said('<div>hello</div>')).toEqual([['user', '<div>hello</div>']]);
    expect(said('Explain <command-name> to me')).toEqual([
      ['user', 'Explain <command-name> to me'],
    ]);
  });

  it('finds what was said while a tool ran', () => {
    const queued = (fields: Record<string, unknown>) =>
      toMessages(
        entryOf({
          type: 'attachment',
          uuid: 'q',
          attachment: { type: 'queued_command', ...fields },
        }),
      );
    expect(
      queued({ prompt: 'and this', commandMode: 'prompt', origin: { kind: 'human' } }),
    ).toMatchObject([{ id: 'q:0', role: 'user', text: 'and this' }]);
    expect(queued({ prompt: [{ type: 'text', text: 'old form' }] })).toMatchObject([
      { role: 'user', text: 'old form' },
    ]);
    expect(queued({ prompt: 'task 3 is done', commandMode: 'task-notification' })).toMatchObject([
      { role: 'system' },
    ]);
    expect(toMessages(entryOf({ type: 'attachment', attachment: { type: 'date' } }))).toEqual([]);
  });

  it("takes an API error for Claude Code's words, not the model's", () => {
    const entry = assistantLine(
      'API Error: 400',
      { isApiErrorMessage: true },
      { model: '<synthetic>' },
    );
    expect(toMessages(entry)).toMatchObject([{ role: 'system', isError: true, model: null }]);
    expect(
      toMessages(
        entryOf({
          type: 'system',
          subtype: 'api_error',
          uuid: 's',
          error: { status: 529 },
          retryAttempt: 2,
          maxRetries: 10,
        }),
      ),
    ).toMatchObject([{ role: 'system', isError: true, text: 'API error: 529 (attempt 2 of 10)' }]);
  });

  it('says nothing for book-keeping', () => {
    for (const fields of [
      { type: 'system', subtype: 'turn_duration', uuid: 's', durationMs: 3 },
      { type: 'file-history-snapshot' },
      { type: 'mode' },
      { type: 'brand-new' },
    ]) {
      expect(toMessages(entryOf(fields))).toEqual([]);
    }
  });

  it('gives an entry without uuid an id by its place', () => {
    expect(toMessages({ ...userLine('x', { uuid: undefined }), start: 77 })[0]?.id).toBe('@77:0');
  });
});
