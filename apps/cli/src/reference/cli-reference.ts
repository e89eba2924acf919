import type { Command } from 'commander';
import { EXIT_CODES_HELP } from '../exit-codes.ts';
import { EXAMPLES } from './examples.ts';

/** In Markdown text outside code. */
const escape = (text: string) => text.replaceAll(/[<*_|[\]]/g, String.raw`\$&`);

function optionLines(command: Command): string[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .filter(({ long }) => long !== '--help')
    .map(({ flags, description }) => `- \`${flags}\`: ${escape(description)}`);
}

function operandLines(command: Command): string[] {
  return command.registeredArguments
    .filter(({ description }) => description !== '')
    .map(
      (argument) =>
        `- \`${command.createHelp().argumentTerm(argument)}\`: ${escape(argument.description)}`,
    );
}

function section(command: Command, path: readonly string[], depth: number): string {
  const name = path.join(' ');
  const help = command.createHelp();
  const aliases = command.aliases();
  const children = help.visibleCommands(command).filter((child) => child.parent === command);
  const usage = help.commandUsage(command).replace(/\|\S+/, '');
  const lists = [...operandLines(command), ...optionLines(command)];
  const examples = EXAMPLES[name];
  return [
    `${'#'.repeat(depth)} aegis ${name}`,
    escape(command.description()),
    ...(aliases.length === 0
      ? []
      : [
          `Also: ${aliases.map((alias) => `\`aegis ${[...path.slice(0, -1), alias].join(' ')}\``).join(', ')}`,
        ]),
    ...(children.length > 0 ? [] : [`\`\`\`\n${usage}\n\`\`\``]),
    ...(lists.length === 0 ? [] : [lists.join('\n')]),
    ...(examples ? [`\`\`\`sh\n${examples.join('\n')}\n\`\`\``] : []),
    ...children.map((child) => section(child, [...path, child.name()], depth + 1)),
  ].join('\n\n');
}

function exitCodes(): string {
  const rows = EXIT_CODES_HELP.split('\n')
    .map((line) => /^ {2}(\d+) +(\S.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, code, meaning]) => `- \`${code ?? ''}\`: ${escape(meaning ?? '')}`);
  return `## Exit codes\n\n${rows.join('\n')}`;
}

/** Every command with its options and examples, as Markdown: what \`--help\` says, on one page. */
export function cliReference(program: Command): string {
  const common = program
    .createHelp()
    .visibleOptions(program)
    .filter(({ long }) => long !== '--version' && long !== '--help')
    .map(({ flags, description }) => `- \`${flags}\`: ${escape(description)}`);
  const commands = program
    .createHelp()
    .visibleCommands(program)
    .filter((child) => child.parent === program);
  return [
    exitCodes(),
    `## Options of every command\n\n${common.join('\n')}`,
    '## Commands',
    ...commands.map((command) => section(command, [command.name()], 3)),
  ].join('\n\n');
}
