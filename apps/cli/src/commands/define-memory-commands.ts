import type { Command } from 'commander';
import type { Action } from '../action.ts';

const KEY = 'letters, digits and _ - . : /';

/** The commands of the state that sessions share. */
export function defineMemoryCommands(program: Command, action: Action): void {
  const memory = program
    .command('memory')
    .alias('state')
    .summary('what sessions share')
    .description('Entries that every session and caller can set and get: a key and any JSON.');

  memory
    .command('get')
    .summary('print an entry')
    .description('Print the value of an entry: text as it is, all else as JSON.')
    .argument('<key>', KEY)
    .action(action(async () => (await import('./memory.ts')).memoryGet));
  memory
    .command('set')
    .summary('set an entry')
    .description('Set an entry to a text or, with --parse, to any JSON.')
    .argument('<key>', KEY)
    .argument('[value]', 'without it, or with -, it is read from stdin')
    .option('--parse', 'the value is JSON')
    .option('--ttl <duration>', 'how long it is kept: 30m, 12h; default: until it is removed')
    .action(action(async () => (await import('./memory.ts')).memorySet));
  memory
    .command('ls')
    .summary('list the entries')
    .description('List the entries by key, all or those that begin alike.')
    .argument('[prefix]', 'how the keys begin')
    .action(action(async () => (await import('./memory.ts')).memoryLs));
  memory
    .command('rm')
    .summary('remove entries')
    .description('Remove entries.')
    .argument('<keys...>', KEY)
    .action(action(async () => (await import('./memory.ts')).memoryRm));
}
