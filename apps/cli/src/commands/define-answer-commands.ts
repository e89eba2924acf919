import type { Command } from 'commander';
import type { Action } from '../action.ts';
import { collect } from './collect.ts';

const SESSION = 'id, beginning of an id, or name';
const REQUEST = 'only if this dialog (pending.id) is still the one that is open';

/** The commands that answer what a session asks, or stop it. */
export function defineAnswerCommands(program: Command, action: Action): void {
  program
    .command('approve')
    .summary('approve what it waits on')
    .description('Approve what a session waits on: its plain accept row, unless told otherwise.')
    .argument('<session>', SESSION)
    .option('-o, --option <row>', 'another row of the dialog: its number from 1, or its label')
    .option('--always', 'the row that allows the like from now on')
    .option('--request <id>', REQUEST)
    .action(action(async () => (await import('./approve.ts')).approve));

  program
    .command('reject')
    .summary('reject what it waits on')
    .description('Reject what a session waits on.')
    .argument('<session>', SESSION)
    .option('-f, --feedback <text>', 'what Claude should do differently')
    .option('--request <id>', REQUEST)
    .action(action(async () => (await import('./reject.ts')).reject));

  program
    .command('answer')
    .summary('answer its questions')
    .description(
      'Answer the questions of a session: on a terminal one by one, elsewhere by --answer.',
    )
    .argument('<session>', SESSION)
    .option(
      '-a, --answer <question=answer>',
      'the question (its text, header or number) and a label or text; repeat it for more questions or several labels',
      collect,
    )
    .option('--request <id>', REQUEST)
    .action(action(async () => (await import('./answer.ts')).answer));

  program
    .command('interrupt')
    .summary('stop the turn')
    .description('Stop the turn that a session is running, and see it stopped.')
    .argument('<session>', SESSION)
    .action(action(async () => (await import('./press.ts')).interrupt));

  program
    .command('escape')
    .summary('press Escape')
    .description('Press Escape and see its effect: it closes a dialog or stops a turn.')
    .argument('<session>', SESSION)
    .action(action(async () => (await import('./press.ts')).escape));
}
