import { describe, expect, it } from 'vitest';
import { commandTrace } from './command-trace.ts';
import { assistantLine, entryOf, userLine } from './testing/lines.ts';

const HUMAN = { origin: { kind: 'human' }, turnOrigin: 'human' };
const named = (name: string, parameters: string) =>
  `<command-name>${name}</command-name>\n            <command-message>x</command-message>\n            <command-args>${parameters}</command-args>`;
const system = (content: string) => entryOf({ type: 'system', subtype: 'x', uuid: 's', content });
const printed = (stdout: string, stderr: string) =>
  `<bash-stdout>${stdout}</bash-stdout><bash-stderr>${stderr}</bash-stderr>`;

describe('commandTrace', () => {
  it.each([
    ['a command', userLine(named('/clear', '')), '/clear'],
    [
      'one with words behind it',
      userLine(named('/compact', ' keep  names ')),
      '/compact keep  names',
    ],
    ['one in a system entry', system(named('/model', 'opus')), '/model opus'],
    [
      'one that became a prompt',
      userLine(
        '<command-message>init</command-message>\n<command-name>/init</command-name>',
        HUMAN,
      ),
      '/init',
    ],
  ])('tells of %s', (_, entry, text) => {
    expect(commandTrace(entry)).toEqual({ type: 'command', text });
  });

  it.each([
    ['1.0.128', userLine('Unknown slash command: nosuch')],
    ['2.1.50', userLine('Unknown skill: nosuch')],
    ['2.1.120', userLine('Unknown command: /nosuch')],
    ['2.1.330', system('Unknown command: /nosuch')],
  ])('tells of one that %s does not know', (_, entry) => {
    expect(commandTrace(entry)).toEqual({ type: 'unknown-command', name: '/nosuch' });
  });

  it('tells of a shell command and of what it printed', () => {
    const input = userLine('<bash-input>echo a; echo b >&2 </bash-input>');
    expect(commandTrace(input)).toEqual({ type: 'shell', command: 'echo a; echo b >&2 ' });
    const output = userLine(printed('a\n', 'b\n'), { turnOrigin: 'human' });
    expect(commandTrace(output)).toEqual({ type: 'shell-output', stdout: 'a\n', stderr: 'b\n' });
    expect(commandTrace(userLine(printed('', '')))).toEqual({
      ...{ type: 'shell-output', stdout: '', stderr: '' },
    });
  });

  it('tells of no output as of none', () => {
    const entry = userLine(printed('(Bash completed with no output)', ''));
    expect(commandTrace(entry)).toMatchObject({ stdout: '', stderr: '' });
  });

  it('takes what was printed for what it is, tags and all', () => {
    const trace = commandTrace(userLine(printed('<bash-stderr>x</bash-stderr>', '</bash-stderr>')));
    expect(trace).toMatchObject({
      stdout: '<bash-stderr>x</bash-stderr>',
      stderr: '</bash-stderr>',
    });
  });

  it.each([
    ['a prompt', userLine('echo a')],
    ['a prompt that looks like one', userLine('<bash-input>rm</bash-input>', HUMAN)],
    ['a prompt that looks like an error', userLine('Unknown command: /x', HUMAN)],
    ['a sentence about one', userLine('Unknown command: /x, it says')],
    ['a meta entry', userLine(named('/clear', ''), { isMeta: true })],
    ['a subagent', userLine(named('/clear', ''), { isSidechain: true })],
    ['an assistant', assistantLine(named('/clear', ''))],
    ['several blocks', userLine([named('/a', ''), 'b'].map((text) => ({ type: 'text', text })))],
    ['half of it', userLine('<bash-stdout>a')],
    ['a command without its name', userLine('<command-message>x</command-message>')],
    ['an entry that is none', entryOf({ type: 'user', message: 7 })],
    ['an empty one', userLine([])],
  ])('says nothing of %s', (_, entry) => {
    expect(commandTrace(entry)).toBeNull();
  });
});
