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
    .description('Check Node, tmux, Claude Code, the server and the state directory.')
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
    .action(action(async () => (await import('./detect.ts')).detect));
}
