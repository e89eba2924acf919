import { allCommands, type CommandNode, type OptionNode } from './command-tree.ts';
import type { ValueSource } from './value-source.ts';

/** A source as the scripts pass it on: `@sessions`, `@files`, or the words behind `=`. Empty: nothing is known. */
export function spellSource(source: ValueSource | null): string {
  switch (source?.kind) {
    case 'live':
      return `@${source.source}`;
    case 'files':
    case 'directories':
      return `@${source.kind}`;
    case 'words':
      return `=${source.words.join(' ')}`;
    case 'none':
      return '@none';
    default:
      return '';
  }
}

/** Between single quotes, for every shell here: our own texts, of which none needs a quote in it. */
export function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '’')}'`;
}

/** Rows of a case: patterns, and what is printed for them, line by line. */
export interface TableRow {
  patterns: readonly string[];
  lines: readonly string[];
}

const described = (word: string, description: string) => `${word}\t${description}`;

function optionLines({ flags, description }: OptionNode): string[] {
  return flags.map((flag) => described(flag, description));
}

/** What can stand behind each command, as tables that every shell's script is made from. */
export interface Tables {
  /** `path/word` to the path of the command that the word is there. */
  children: readonly TableRow[];
  /** Path to the words of its commands, with what they do. */
  commands: readonly TableRow[];
  /** Path to its options, with what they do. */
  options: readonly TableRow[];
  /** `path/flag` to the source of the value that follows. */
  values: readonly TableRow[];
  /** `path/number` to the source of that operand, from 0; `path/*` for all further ones. */
  operands: readonly TableRow[];
}

function operandRows({ path, operands }: CommandNode): TableRow[] {
  return operands.flatMap(({ source, isLast }, index) => {
    const pattern = isLast ? `${path}/*` : `${path}/${index}`;
    return { patterns: [pattern], lines: [spellSource(source)] };
  });
}

export function toTables(tree: CommandNode): Tables {
  const nodes = allCommands(tree);
  return {
    children: nodes.flatMap(({ path, children }) =>
      children.map((child) => ({
        patterns: child.names.map((name) => `${path}/${name}`),
        lines: [child.path],
      })),
    ),
    commands: nodes
      .filter(({ children }) => children.length > 0)
      .map(({ path, children }) => ({
        patterns: [path],
        lines: children.flatMap(({ names, summary }) =>
          names.map((name) => described(name, summary)),
        ),
      })),
    options: nodes.map(({ path, options }) => ({
      patterns: [path],
      lines: options.flatMap(optionLines),
    })),
    values: nodes.flatMap(({ path, options }) =>
      options
        .filter(({ value }) => value !== null)
        .map(({ flags, value }) => ({
          patterns: flags.map((flag) => `${path}/${flag}`),
          lines: [spellSource(value)],
        })),
    ),
    operands: nodes.flatMap(operandRows),
  };
}
