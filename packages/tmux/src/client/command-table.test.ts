import { beforeEach, describe, expect, it } from 'vitest';
import { ManualTimers } from '../testing/manual-timers.ts';
import { TmuxError } from '../tmux-error.ts';
import { COMMAND_TIMEOUT_MS, CommandTable } from './command-table.ts';
import type { LinkCommand } from './link-types.ts';

let timers: ManualTimers;
let table: CommandTable;
let log: string[];

beforeEach(() => {
  timers = new ManualTimers();
  log = [];
  table = new CommandTable(timers, () => log.push('timeout'));
});

function command(name: string, repeatable = false): LinkCommand {
  return {
    text: { name, line: name, commands: 1, lifts: false },
    repeatable,
    onReply: (reply) => log.push(`${name}: ${reply.ok ? 'ok' : reply.error.code}`),
  };
}

const lines = () => table.take().map(({ line }) => line);

it('gives each waiting command out once, and answers it once', () => {
  const [first, second] = table.add([command('a'), command('b')]);
  expect(lines()).toEqual(['a', 'b']);
  expect(lines()).toEqual([]);
  table.answer(first ?? 0, { ok: true, blocks: [[]] });
  table.answer(first ?? 0, { ok: true, blocks: [[]] });
  table.answer(second ?? 0, { ok: false, sentence: "can't find pane: %9" });
  expect(log).toEqual(['a: ok', 'b: pane_not_found']);
  expect(timers.pending).toBe(0);
});

describe('a connection that ended', () => {
  it('is made up for where that changes nothing; any other command fails', () => {
    const ids = table.add([command('list', true), command('kill')]);
    table.take();
    table.add([command('later')]);
    table.interrupt(ids, 'SIGKILL');
    expect(log).toEqual(['kill: interrupted']);
    expect(lines()).toEqual(['list', 'later']);
  });
});

describe('no answer in time', () => {
  it('fails the command, and the connection if tmux had got it', () => {
    table.add([command('a', true)]);
    table.take();
    timers.pass(COMMAND_TIMEOUT_MS);
    expect(log).toEqual(['a: timeout', 'timeout']);
  });

  it('fails a command that was never sent, alone', () => {
    table.add([command('a')]);
    timers.pass(COMMAND_TIMEOUT_MS);
    expect(log).toEqual(['a: timeout']);
    expect(lines()).toEqual([]);
  });
});

it('fails everything at the end', () => {
  table.add([command('a'), command('b', true)]);
  table.take();
  table.failAll(new TmuxError('closed', 'x'));
  expect(log).toEqual(['a: closed', 'b: closed']);
  expect(timers.pending).toBe(0);
});
