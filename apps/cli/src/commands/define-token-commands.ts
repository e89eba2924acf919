import { SCOPES } from '@aegis/protocol';
import type { Command } from 'commander';
import type { Action } from '../action.ts';

/** The commands that give others a part of what the admin token may do. */
export function defineTokenCommands(program: Command, action: Action): void {
  const token = program
    .command('token')
    .summary('give others less than all')
    .description(
      'Tokens that may do a part of what AEGIS_AUTH_TOKEN may. Needs the admin token in AEGIS_AUTH_TOKEN.',
    );

  token
    .command('create')
    .summary('make a token')
    .description(
      'Make a token and print it. It is shown once: nobody can read it out of Aegis again.',
    )
    .argument('<name>', 'what it is for, as aegis token ls shows it')
    .requiredOption('-s, --scopes <list>', `some of ${SCOPES.join(', ')}, separated by commas`)
    .option('--expires-in <duration>', 'how long it holds: 30m, 12h; default: until it is revoked')
    .action(action(async () => (await import('./token-create.ts')).tokenCreate));

  token
    .command('ls')
    .summary('list the tokens')
    .description('List the tokens that hold, without their secrets.')
    .action(action(async () => (await import('./token-ls.ts')).tokenLs));

  token
    .command('revoke')
    .summary('revoke a token')
    .description('Revoke tokens: requests with them are refused from now on.')
    .argument('<ids...>', 'ids, as aegis token ls shows them')
    .action(action(async () => (await import('./token-revoke.ts')).tokenRevoke));
}
