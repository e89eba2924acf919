import type { OutboxRow } from '@aegis/store';

/**
 * What is typed: a prompt for the model, a slash command, or a shell command behind a `!`. Its id says so, which is all that
 * a row of an older version has.
 */
export type RowKind = 'prompt' | 'command' | 'shell';

const PREFIXES = { prompt: 'msg', command: 'cmd', shell: 'bsh' } as const satisfies Record<
  RowKind,
  string
>;
export type RowPrefix = (typeof PREFIXES)[RowKind];

/** What the id of such a row begins with. */
export function rowPrefix(kind: RowKind): RowPrefix {
  return PREFIXES[kind];
}

export function kindOf({ id }: Pick<OutboxRow, 'id'>): RowKind {
  if (id.startsWith(`${PREFIXES.command}_`)) return 'command';
  return id.startsWith(`${PREFIXES.shell}_`) ? 'shell' : 'prompt';
}

/** What is to be typed, and what the box shows of it then: a shell command stands there without its `!`. */
export interface Typed {
  kind: RowKind;
  text: string;
}

export function typedOf(row: Pick<OutboxRow, 'id' | 'text'>): Typed {
  const kind = kindOf(row);
  return { kind, text: kind === 'shell' ? row.text.slice(1) : row.text };
}

/** A command up to its first blank: `/model` of `/model opus`. */
export function commandName(text: string): string {
  return text.split(' ', 1)[0] ?? '';
}

/** Whether two commands are one: blanks between their words do not count. */
export function isSameCommand(one: string, other: string): boolean {
  return wordsOf(one).join(' ') === wordsOf(other).join(' ');
}

/** Whether the same stands behind two commands' names, one of which may be an alias of the other. */
export function hasSameParameters(one: string, other: string): boolean {
  return wordsOf(one).slice(1).join(' ') === wordsOf(other).slice(1).join(' ');
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
