import type { Command } from 'commander';
import type { Action } from '../action.ts';

/** The commands that are about this machine: the server, its terminal, its files. */
export function defineLocalCommands(program: Command, action: Action): void {
  program
    .command('attach')
    .summary('take the terminal over')
    .description("Show a session's terminal in this one, to watch or to type. Ctrl-b d leaves it.")
    .argument('<session>', 'id, beginning of an id, or name')
    .action(action(async () => (await import('./attach.ts')).attach));

  // Never parsed here: see runCli. It stands here for the help.
  program
    .command('serve')
    .summary('run the server')
    .description('Run the Aegis server: aegis serve --help lists its options.')
    .helpOption(false)
    .allowUnknownOption()
    .argument('[options...]')
    .action(action(async () => (await import('./serve-misplaced.ts')).serveMisplaced));

  program
    .command('mcp')
    .summary('serve MCP on stdio')
    .description('Serve MCP over stdio, for agents.')
    .option('--start', 'start a server when none listens (AEGIS_MCP_START=always)')
    .action(action(async () => (await import('./mcp.ts')).mcp));

  program
    .command('doctor')
    .summary('check this machine')
    .description(
      'Check Node, tmux, Claude Code, the server and the state directory, and say what to do. With --canary, see instead whether Aegis still understands the installed Claude Code: it is run offline, in a home of its own, through a short tour. Exit codes of the canary: 0 understood, 1 something drifted, 2 it could not be run.',
    )
    .option('--fix', 'first repair what can be: the modes of the state directory and its files')
    .option(
      '--canary',
      'see whether the installed Claude Code is understood; takes a minute or two',
    )
    .option(
      '--claude <path>',
      'with --canary: the Claude Code to run; default: the one that aegis serve would',
    )
    .option(
      '--frames <directory>',
      'with --canary: where to save screens; default: a new temporary directory',
    )
    .action(action(async () => (await import('./doctor.ts')).doctor));

  program
    .command('detect')
    .summary('read status from recorded screens')
    .description(
      'Render terminal bytes and print one JSON line for each file: file, status, statusText, dialog, rule. Needs no server.',
    )
    .argument('<files...>', 'files to read; - is stdin')
    .option('--cols <number>', 'width of the screen; default 200, with --text the longest line')
    .option('--rows <number>', 'height of the screen; default 50, with --text the number of lines')
    .option('--text', 'the files are plain captures, not terminal bytes')
    .option(
      '--claude <version>',
      'the Claude Code that drew it; default: found out from the screen',
    )
    .option(
      '--explain',
      'say how it was read, for people: the parts of the screen and the rules tried; JSON with --json',
    )
    .action(action(async () => (await import('./detect.ts')).detect));

  program
    .command('setup-mcp')
    .summary('add Aegis to Claude Code')
    .description(
      'Add Aegis to Claude Code as an MCP server named aegis, by claude mcp add; again is fine. No token is written down.',
    )
    .option('-s, --scope <where>', 'user, project or local', 'user')
    .option('--http', 'have Claude Code talk to the server at /mcp instead of starting aegis mcp')
    .option('--print', 'change nothing; print the command, and the JSON for a file')
    .option('--remove', 'take it out again')
    .action(action(async () => (await import('./setup-mcp.ts')).setupMcp));

  program
    .command('completion')
    .summary('complete commands in your shell')
    .description(
      'Print a script that completes commands, options, sessions, templates and pipelines in a shell; sessions are those of the server, where one answers.',
    )
    .argument('[shell]', 'bash, zsh or fish; default: yours')
    .action(action(async () => (await import('./completion.ts')).completion));

  // What such a script asks while somebody types.
  program
    .command('__complete', { hidden: true })
    .argument('<source>')
    .action(action(async () => (await import('./complete.ts')).complete));
}
