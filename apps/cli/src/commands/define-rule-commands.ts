import { RECOVERY_RUNGS } from '@aegis/protocol';
import type { Command } from 'commander';
import type { Action } from '../action.ts';

const SESSION = 'id, beginning of an id, or name';

/** The commands that say what is decided without a person. */
export function defineRuleCommands(program: Command, action: Action): void {
  const policy = program
    .command('policy')
    .summary('decide permissions by rules')
    .description(
      'Rules that decide what a session may do; the first that matches. Where none does, somebody is asked.',
    );
  policy
    .command('show')
    .summary('the rules of a session')
    .description('Show the rules of a session, in the order in which they are tried.')
    .argument('<session>', SESSION)
    .action(action(async () => (await import('./policy.ts')).policyShow));
  policy
    .command('set')
    .summary('set the rules of a session')
    .description('Set the rules of a session, in place of those that it has.')
    .argument('<session>', SESSION)
    .argument(
      '<file>',
      'YAML or JSON: rules, each with tool, command or path, and decision; - is stdin',
    )
    .action(action(async () => (await import('./policy.ts')).policySet));
  policy
    .command('clear')
    .summary('take the rules away')
    .description('Take the rules of a session away: somebody is asked again.')
    .argument('<session>', SESSION)
    .action(action(async () => (await import('./policy.ts')).policyClear));

  const recovery = program
    .command('recovery')
    .summary('say what is done about a stall')
    .description('Steps that are taken when a session stalls. Without them a stall is only told.');
  recovery
    .command('show')
    .summary('the steps of a session')
    .description('Show what is done when a session stalls.')
    .argument('<session>', SESSION)
    .action(action(async () => (await import('./recovery.ts')).recoveryShow));
  recovery
    .command('set')
    .summary('set the steps of a session')
    .description('Set what is done when a session stalls, one step after the other.')
    .argument('<session>', SESSION)
    .argument('[file]', 'YAML or JSON: rungs, each with its text; - is stdin')
    .option('--steps <steps>', `instead of a file: some of ${RECOVERY_RUNGS.join(', ')}`)
    .option('--include-tools', 'with --steps: also while a tool runs')
    .action(action(async () => (await import('./recovery.ts')).recoverySet));
  recovery
    .command('clear')
    .summary('take the steps away')
    .description('Take the steps of a session away: a stall is only told.')
    .argument('<session>', SESSION)
    .action(action(async () => (await import('./recovery.ts')).recoveryClear));
}
