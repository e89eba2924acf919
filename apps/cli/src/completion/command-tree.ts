import type { Command, Option } from 'commander';
import { sourceOf, type ValueSource } from './value-source.ts';

export interface OptionNode {
  /** `-f`, `--file`: as many as it has. */
  flags: readonly string[];
  description: string;
  /** What follows it; null where nothing does, or nothing must. */
  value: ValueSource | null;
}

export interface OperandNode {
  source: ValueSource;
  /** Whether it takes all that is left. */
  isLast: boolean;
}

/** A command as far as the completion of a command line needs to know it. */
export interface CommandNode {
  /** Its words from the program on: `pipeline run`; empty for the program itself. */
  path: string;
  /** Its name and its aliases. */
  names: readonly string[];
  summary: string;
  options: readonly OptionNode[];
  operands: readonly OperandNode[];
  children: readonly CommandNode[];
}

function toOption({ short, long, description, flags, required }: Option): OptionNode {
  const name = /<([\w-]+)/.exec(flags)?.[1] ?? '';
  return {
    flags: [short, long].filter((flag) => flag !== undefined),
    description,
    value: required ? sourceOf(name) : null,
  };
}

function toNode(
  command: Command,
  parents: readonly string[],
  common: readonly OptionNode[],
): CommandNode {
  const isProgram = command.parent === null;
  const words = isProgram ? [] : [...parents, command.name()];
  const help = command.createHelp();
  const own = help.visibleOptions(command).map(toOption);
  // The program's options are taken everywhere, behind a command too.
  const shared = isProgram ? own.filter(({ flags }) => !flags.includes('--version')) : common;
  const named = new Set(own.flatMap(({ flags }) => flags));
  const options = isProgram
    ? own
    : [...own, ...shared.filter(({ flags }) => !flags.some((flag) => named.has(flag)))];
  return {
    path: words.join(' '),
    names: [command.name(), ...command.aliases()],
    summary: command.summary(),
    options,
    operands: command.registeredArguments.map((argument) => ({
      source: sourceOf(argument.name()),
      isLast: argument.variadic,
    })),
    children: help
      .visibleCommands(command)
      .filter((child) => child.parent === command)
      .map((child) => toNode(child, words, shared)),
  };
}

/** The commands of a program, as its help shows them. */
export function commandTree(program: Command): CommandNode {
  return toNode(program, [], []);
}

/** A command and all below it, parents first. */
export function allCommands(node: CommandNode): CommandNode[] {
  return [node, ...node.children.flatMap(allCommands)];
}
