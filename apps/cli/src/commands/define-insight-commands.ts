import type { Command } from 'commander';
import type { Action } from '../action.ts';
import { collect } from './collect.ts';

const SESSION = 'id, beginning of an id, or name';

/** The commands that say how sessions went. */
export function defineInsightCommands(program: Command, action: Action): void {
  program
    .command('summary')
    .summary('a session at a glance')
    .description('Show a session at a glance: messages, tools, changed files, usage, last words.')
    .argument('<session>', SESSION)
    .action(action(async () => (await import('./insight.ts')).summary));

  program
    .command('metrics')
    .summary('what happened in a session, counted')
    .description('Count what happened in a session: prompts, turns, dialogs, tools, tokens, time.')
    .argument('<session>', SESSION)
    .action(action(async () => (await import('./insight.ts')).metrics));

  program
    .command('latency')
    .summary('how long a session takes')
    .description('Show how long a session takes to start, to get a prompt, to respond, to finish.')
    .argument('<session>', SESSION)
    .action(action(async () => (await import('./insight.ts')).latency));

  program
    .command('health')
    .summary('whether the server, or a session, is well')
    .description(
      'Show whether the server is well or, with a session, whether that one is, and what to do. Not well is exit code 1.',
    )
    .argument('[session]', SESSION)
    .action(action(async () => (await import('./insight.ts')).health));

  program
    .command('gate')
    .summary('check the work of a session')
    .description(
      "Check the work of a session: its conversation (tool errors, refusals), and commands in its directory; without --command the project's own type check, build and tests. Exit code 1 where it does not pass.",
    )
    .argument('<session>', SESSION)
    .option('-c, --command <command>', 'a command that must succeed; may be repeated', collect)
    .option('--no-commands', 'check the conversation alone')
    .option('--no-transcript', 'run the commands alone')
    .option('--timeout <duration>', 'how long each command may take; default: 10m')
    .option('--last', 'run nothing; show the last report')
    .action(action(async () => (await import('./gate.ts')).gate));

  program
    .command('swarm')
    .summary('sessions by parent and tag, with their subagents')
    .description(
      "Show sessions by what they have in common, with what they wait on and cost, and Claude Code's own subagents and teams.",
    )
    .option('--parent <session>', 'only this session and what it started')
    .option('-t, --tag <tag>', 'only sessions with this tag')
    .option('-a, --all', 'also sessions that have ended')
    .action(action(async () => (await import('./swarm.ts')).swarm));
}
