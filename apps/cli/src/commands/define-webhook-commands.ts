import type { Command } from 'commander';
import type { Action } from '../action.ts';

/** The commands that have events sent elsewhere. */
export function defineWebhookCommands(program: Command, action: Action): void {
  const webhook = program
    .command('webhook')
    .summary('have events sent to an address')
    .description(
      'Addresses that are told what happens. Needs the admin token in AEGIS_AUTH_TOKEN, where the server asks for one.',
    );

  webhook
    .command('add')
    .summary('have events sent to an address')
    .description(
      'Send every event from now on to an address, and print the secret that they are signed with. It is shown once.',
    )
    .argument('<url>', 'http or https; a private one only where the server allows it')
    .option('-e, --events <list>', 'types of events, separated by commas; default: all')
    .option('-s, --session <session>', "one session's events alone")
    .option('--secret-stdin', 'sign with a secret of your own, read from stdin')
    .action(action(async () => (await import('./webhook-add.ts')).webhookAdd));

  webhook
    .command('ls')
    .summary('list the webhooks')
    .description('List the webhooks, and what they are held up by.')
    .action(action(async () => (await import('./webhook-ls.ts')).webhookLs));

  webhook
    .command('rm')
    .summary('remove webhooks')
    .description('Remove webhooks: nothing more is sent there.')
    .argument('<ids...>', 'ids, as aegis webhook ls shows them')
    .action(action(async () => (await import('./webhook-rm.ts')).webhookRm));

  webhook
    .command('deliveries')
    .summary('what a webhook gave up on')
    .description('List the events that were not delivered, newest first, and why.')
    .argument('<id>', 'as aegis webhook ls shows it')
    .action(action(async () => (await import('./webhook-deliveries.ts')).webhookDeliveries));
}
