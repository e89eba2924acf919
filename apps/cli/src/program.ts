import { Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { defineAnswerCommands } from './commands/define-answer-commands.ts';
import { defineLocalCommands } from './commands/define-local-commands.ts';
import { defineInsightCommands } from './commands/define-insight-commands.ts';
import { defineLiveCommands } from './commands/define-live-commands.ts';
import { defineMemoryCommands } from './commands/define-memory-commands.ts';
import { definePipelineCommands } from './commands/define-pipeline-commands.ts';
import { defineRuleCommands } from './commands/define-rule-commands.ts';
import { defineTemplateCommands } from './commands/define-template-commands.ts';
import { defineSessionCommands } from './commands/define-session-commands.ts';
import { defineTokenCommands } from './commands/define-token-commands.ts';
import { defineWebhookCommands } from './commands/define-webhook-commands.ts';
import type { Action } from './action.ts';
import type { CommandContext, CommandHandler } from './context.ts';
import { EXIT_CODES_HELP } from './exit-codes.ts';
import type { CliIo } from './io.ts';
import { createOutput } from './output.ts';
import { addExamples } from './reference/add-examples.ts';
import { type CommonFlags, toSettings } from './settings.ts';

function createContext(
  program: Command,
  afterDashes: readonly string[],
  io: CliIo,
): CommandContext {
  const settings = toSettings(program.opts<CommonFlags>(), io.env);
  return {
    io,
    settings,
    output: createOutput(io, settings.json),
    program,
    afterDashes,
    connect: async ({ patient } = { patient: false }) => {
      const { createAegisClient } = await import('@aegis/client');
      const fetch = patient ? (await import('@aegis/client/node')).patientFetch : undefined;
      return createAegisClient({ baseUrl: settings.url, token: settings.token, fetch });
    },
  };
}

/** Whether `--json` is on the command line, also where it cannot be parsed: errors have the shape that was asked for. */
export function wantsJson(parameters: readonly string[]): boolean {
  const dashes = parameters.indexOf('--');
  return (dashes === -1 ? parameters : parameters.slice(0, dashes)).includes('--json');
}

/** The command line as a program. `run.exitCode` is set by the command that is carried out. */
export function createProgram(
  parameters: readonly string[],
  io: CliIo,
  run: { exitCode: number },
): Command {
  const program = new Command('aegis');
  const dashes = parameters.indexOf('--');
  const afterDashes = dashes === -1 ? [] : parameters.slice(dashes + 1);

  const action: Action =
    <Flags, Operands extends readonly unknown[]>(
      load: () => Promise<CommandHandler<Flags, Operands>>,
    ) =>
    async (...given) => {
      const command = given.at(-1);
      if (!(command instanceof Command)) throw new TypeError('Commander passes the command last.');
      const handler = await load();
      const context = createContext(program, afterDashes, io);
      // Commander fills these by the command's definition, of which the handler declares the types.
      const flags = command.opts() as Flags;
      const operands = command.processedArgs as unknown as Operands;
      run.exitCode = await handler(context, flags, ...operands);
    };

  program
    .description('Claude Code sessions from the command line.')
    .version(packageJson.version)
    .option(
      '--server <url>',
      'address of the Aegis server (AEGIS_URL; default port AEGIS_PORT, 9100)',
    )
    .option('--json', 'print JSON, errors too')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', EXIT_CODES_HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      // With --json the caller prints the error as a body.
      writeErr: (text) => {
        if (!wantsJson(parameters)) io.stderr.write(text);
      },
    });
  program.commandsGroup('Sessions:');
  defineSessionCommands(program, action);
  defineAnswerCommands(program, action);
  program.commandsGroup('Many at once:');
  defineLiveCommands(program, action);
  definePipelineCommands(program, action);
  defineTemplateCommands(program, action);
  program.commandsGroup('What came of it:');
  defineInsightCommands(program, action);
  program.commandsGroup('Rules and shared state:');
  defineRuleCommands(program, action);
  defineMemoryCommands(program, action);
  program.commandsGroup('This machine:');
  defineLocalCommands(program, action);
  program.commandsGroup('Access:');
  defineTokenCommands(program, action);
  defineWebhookCommands(program, action);
  addExamples(program);
  return program;
}
