import type { Command } from 'commander';
import type { Action } from '../action.ts';

const SESSION = 'id, beginning of an id, or name';

/** The commands that show what happens while it happens, and those that run many sessions. */
export function defineLiveCommands(program: Command, action: Action): void {
  program
    .command('watch')
    .alias('top')
    .summary('all sessions, live, with keys to answer them')
    .description(
      'Show all sessions as they change, those that wait for an answer first; keys approve, reject, send, interrupt and end. Where output is no terminal, a line for each change.',
    )
    .option('-a, --all', 'also sessions that have ended')
    .option('--plain', 'a line for each change, on a terminal too')
    .action(action(async () => (await import('./watch.ts')).watch));

  program
    .command('logs')
    .summary('the conversation, a line or two for each piece')
    .description(
      'Print what happened in a session as lines: who said what, which tools ran, what they came to. Results and inputs are shortened.',
    )
    .argument('<session>', SESSION)
    .option('-f, --follow', 'go on printing what is added, until the session ends')
    .option('-n, --tail <number>', 'begin with the last so many pieces')
    .option('--full', 'shorten nothing')
    .option('--events', "the session's events instead of its conversation")
    .action(action(async () => (await import('./logs.ts')).logs));

  program
    .command('events')
    .summary('what happened, as events')
    .description(
      'Print events, one on each line: those that are kept or, with --follow alone, those from now on. With --json each is as the server sends it.',
    )
    .option('-f, --follow', 'go on with what happens')
    .option('--after <id>', 'only events after this id')
    .option('-s, --session <session>', "one session's events alone")
    .option('--type <types>', 'only these types, separated by commas')
    .action(action(async () => (await import('./events.ts')).events));

  program
    .command('batch')
    .summary('run many tasks from a file')
    .description(
      'Run tasks from a file with one JSON object on each line, so many at a time, each in a session of its own to the end of its turn; then print a table. A line is what POST /v1/sessions takes; workDir may be relative and is the current directory without one, template is short for templateId. Nothing is answered: sessions that wait are shown. Exit code 1 where one was not completed.',
    )
    .requiredOption('-f, --file <file>', 'one JSON object on each line; - is stdin')
    .option('-c, --concurrency <number>', 'how many at a time; default: 4')
    .option('--keep', 'leave the sessions when their turns have ended, and on Ctrl-C; the default')
    .option('--kill', 'end each session when its turn has ended, and all of them on Ctrl-C')
    .option('--leave-waiting', 'go on with the next task where one waits for an answer')
    .option('--timeout <duration>', 'how long each task may take; default: as long as it takes')
    .option('--detach', 'only start them, and print their ids')
    .action(action(async () => (await import('./batch.ts')).batch));
}
