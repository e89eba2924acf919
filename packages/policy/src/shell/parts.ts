import type { ShellWord } from './shell-word.ts';

/** A simple command: whatever the shell runs by a name. */
export interface CommandPart {
  kind: 'command';
  /** As it is written. */
  text: string;
  /** `NAME=value` before it; a value that cannot be told is null. */
  assignments: readonly ShellWord[];
  /** Its name first. */
  words: readonly ShellWord[];
  /** Why no rule for a command allows it, whatever it says; null where one can. */
  problem: string | null;
  /** What it may run beside itself. */
  runs: 'nothing-else' | 'what-is-listed' | 'what-is-hidden';
  /** The commands that run this one, and at which of their words it begins. */
  within: readonly { command: CommandPart; at: number }[];
}

/** A file that the shell itself opens. */
export interface RedirectionPart {
  kind: 'redirection';
  text: string;
  access: 'read' | 'write';
  /** Null where it cannot be told. */
  path: string | null;
}

/** What is not understood, or is never allowed by a rule for a command. */
export interface UnreadPart {
  kind: 'unread';
  text: string;
  problem: string;
}

export type ShellPart = CommandPart | RedirectionPart | UnreadPart;
