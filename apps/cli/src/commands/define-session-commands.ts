import type { Command } from 'commander';
import type { Action } from '../action.ts';
import { collect } from './collect.ts';
import { sessionOptions } from './session-options.ts';

const SESSION = 'id, beginning of an id, or name';
const DURATION = '90, 90s, 10m, 1h';

/** The commands that start sessions, give them work, watch them and end them. */
export function defineSessionCommands(program: Command, action: Action): void {
  const create = program
    .command('create')
    .alias('run')
    .summary('start a session')
    .description(
      'Start a session in a directory. Prints its id; with --wait, what Claude said at the end of the turn.',
    )
    .usage('[options] [directory] [-- claude arguments…]')
    .argument('[directory]', 'where to work; default: here')
    .argument('[claudeArgs...]', 'after --: arguments for Claude Code')
    .option('-p, --prompt <text>', 'the first prompt; - reads it from stdin')
    .option('--template <template>', 'start from a template: aegis template ls');
  sessionOptions(create)
    .option('--resume <uuid>', "go on with the conversation of this Claude Code session's id")
    .option('--fork', 'with --resume: go on in a copy of it')
    .option('-w, --wait', 'wait until the turn has ended or an answer is needed')
    .option(
      '--timeout <duration>',
      `with --wait: how long (${DURATION}); default: as long as it takes`,
    )
    .action(action(async () => (await import('./create.ts')).create));

  program
    .command('resume')
    .summary('go on with the conversation of a session that has ended')
    .description(
      'Start a session that goes on with the conversation of one that has ended. Prints its id; with --wait, what Claude said at the end of the turn.',
    )
    .argument('<session>', SESSION)
    .option('-p, --prompt <text>', 'the first prompt; - reads it from stdin')
    .option('-w, --wait', 'wait until the turn has ended or an answer is needed')
    .option(
      '--timeout <duration>',
      `with --wait: how long (${DURATION}); default: as long as it takes`,
    )
    .action(action(async () => (await import('./resume.ts')).resume));
  program
    .command('adopt')
    .summary('take over a Claude Code in a tmux pane of yours')
    .description(
      'Take over a Claude Code that you started in a tmux pane of your own; without a pane, list where one runs. It goes on as before.',
    )
    .argument('[pane]', "as tmux names it: %3, work:1.0; within tmux, a pane of that tmux's server")
    .option('-L, --socket <socket>', 'the tmux socket: its name, or an absolute path')
    .option('-n, --name <name>', 'a name for the session')
    .option('-t, --tag <tag>', 'a word to find the session by; may be repeated', collect)
    .action(action(async () => (await import('./adopt.ts')).adopt));
  program
    .command('release')
    .summary('let go of an adopted session')
    .description('Let go of a session that was adopted; it goes on in its pane.')
    .argument('<session>', SESSION)
    .action(action(async () => (await import('./release.ts')).release));
  program
    .command('ls')
    .alias('list')
    .summary('list sessions')
    .description('List sessions, newest first.')
    .option('-s, --status <statuses>', 'only these statuses, separated by commas')
    .option('-d, --dir <directory>', 'only sessions of this directory')
    .option('-t, --tag <tag>', 'only sessions with this tag')
    .action(action(async () => (await import('./ls.ts')).ls));

  program
    .command('status')
    .aliases(['show', 'get'])
    .summary('what a session is doing')
    .description('Show what a session is doing, and what it waits on.')
    .argument('<session>', SESSION)
    .option(
      '-x, --explain',
      'also say how that is known: the screen, each source, which was believed',
    )
    .action(action(async () => (await import('./status.ts')).status));

  program
    .command('disagreements')
    .summary('what the sources of a status disagreed on')
    .description(
      'Show how often the sources of a status contradicted each other for long, or a screen was unknown, with redacted screens to write the next rule by.',
    )
    .action(action(async () => (await import('./disagreements.ts')).disagreements));

  program
    .command('send')
    .summary('send a prompt')
    .description('Send a prompt; while a question is open, the text answers it.')
    .argument('<session>', SESSION)
    .argument('[text...]', 'the prompt; without it, or with -, it is read from stdin')
    .option('--when-busy <how>', 'queue (default), reject or interrupt')
    .option('--idempotency-key <key>', 'the same key again sends nothing again')
    .option('-w, --wait', 'wait until the turn has ended or an answer is needed')
    .option(
      '--timeout <duration>',
      `with --wait: how long (${DURATION}); default: as long as it takes`,
    )
    .action(action(async () => (await import('./send.ts')).send));

  program
    .command('command')
    .summary('run a slash command')
    .description(
      'Run a slash command of Claude Code in a session, with or without its slash. Words that begin with - come after --.',
    )
    .argument('<session>', SESSION)
    .argument('<command...>', 'the command and what belongs to it')
    .option('--idempotency-key <key>', 'the same key again runs nothing again')
    .action(action(async () => (await import('./command.ts')).command));

  program
    .command('bash')
    .summary('run a shell command in a session')
    .description(
      'Run a shell command in a session, as ! does in Claude Code: nobody is asked, and Claude sees what it printed. Prints the same.',
    )
    .argument('<session>', SESSION)
    .argument('<command...>', 'the command, best as one quoted word')
    .option('--timeout <duration>', `how long to wait for its end (${DURATION}); default: 60s`)
    .option('--idempotency-key <key>', 'the same key again runs nothing again')
    .action(action(async () => (await import('./bash.ts')).bash));

  program
    .command('read')
    .summary('print the conversation')
    .description('Print the conversation of a session.')
    .argument('<session>', SESSION)
    .option('-f, --follow', 'go on printing what is added, until the session ends')
    .option('--after <cursor>', 'only what came after this cursor of an earlier answer')
    .option('--limit <number>', 'how many pieces at most')
    .option('--role <role>', 'only user, assistant or system')
    .action(action(async () => (await import('./read.ts')).read));

  program
    .command('wait')
    .summary('wait for a status')
    .description('Wait until a session is idle, waits for an answer or has ended, or for --status.')
    .argument('<session>', SESSION)
    .option('-s, --status <statuses>', 'wait for one of these, separated by commas')
    .option('--timeout <duration>', `how long (${DURATION}); default: as long as it takes`)
    .action(action(async () => (await import('./wait.ts')).wait));

  program
    .command('pane')
    .summary('print the screen')
    .description("Print what a session's terminal shows.")
    .argument('<session>', SESSION)
    .option('--ansi', 'with its escape sequences, exactly as they are')
    .option('--history <lines>', 'with so many lines from above the screen')
    .action(action(async () => (await import('./pane.ts')).pane));

  program
    .command('kill')
    .summary('end sessions')
    .description('End sessions and every process that they started. Transcripts stay.')
    .argument('[sessions...]', SESSION)
    .option('--all', 'every session that has not ended; asks first on a terminal')
    .option('-y, --yes', 'do not ask')
    .action(action(async () => (await import('./kill.ts')).kill));
}
