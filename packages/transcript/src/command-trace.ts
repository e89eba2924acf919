import * as v from 'valibot';
import { blockText } from './block-text.ts';
import { apiMessage, toBlocks } from './content.ts';
import { recordOrNull, stringOrNull, trueOrFalse } from './fields.ts';
import type { Entry } from './types.ts';
import { tagContent } from './user-text.ts';

/** What an entry tells of a slash command or of a shell command that was typed with `!`. */
export type CommandTrace =
  /** With its slash and what stood behind it, under Claude Code's own name for it: `/new` is written down as `/clear`. */
  | { type: 'command'; text: string }
  /** With its slash: there is no such command. */
  | { type: 'unknown-command'; name: string }
  /** Without its `!`. Written when the command has ended, and not at all where it was interrupted (2.1.120 and later). */
  | { type: 'shell'; command: string }
  /** Of the shell command above it. Where that failed, newer releases put all of it into `stderr`. */
  | { type: 'shell-output'; stdout: string; stderr: string };

const fields = v.object({ isMeta: trueOrFalse, origin: recordOrNull, content: stringOrNull });

/** `Unknown slash command: x` in 1.0 and 2.0, `Unknown skill: x` in 2.1, `Unknown command: /x` since 2.1.120. */
const UNKNOWN = /^Unknown (?:slash command|command|skill): \/?(\S+)$/;

/** Null for an entry that tells of none. */
export function commandTrace(entry: Entry): CommandTrace | null {
  if (entry.isSidechain) return null;
  const { isMeta, origin, content } = v.parse(fields, entry.raw);
  if (entry.type === 'system') return content === null ? null : traceIn(content);
  if (entry.type !== 'user' || isMeta) return null;
  const blocks = toBlocks(apiMessage(entry.raw)?.content);
  const [block] = blocks;
  if (blocks.length !== 1 || block?.type !== 'text') return null;
  const trace = traceIn(blockText(block));
  // Of what a person has typed only a command that became a prompt stands there under tags.
  return origin?.['kind'] === 'human' && trace?.type !== 'command' ? null : trace;
}

function traceIn(whole: string): CommandTrace | null {
  const text = whole.trim();
  const unknown = UNKNOWN.exec(text)?.[1];
  if (unknown !== undefined) return { type: 'unknown-command', name: `/${unknown}` };
  if (text.startsWith('<command-name>') || text.startsWith('<command-message>')) {
    const name = tagContent(text, 'command-name');
    if (name === null) return null;
    const parameters = tagContent(text, 'command-args')?.trim() ?? '';
    return { type: 'command', text: parameters === '' ? name : `${name} ${parameters}` };
  }
  if (text.startsWith('<bash-input>')) {
    const command = tagContent(text, 'bash-input');
    return command === null ? null : { type: 'shell', command };
  }
  return text.startsWith('<bash-stdout>') ? shellOutput(text) : null;
}

/** Claude Code's own words in the place of no output (2.1.330). */
const NOTHING = '(Bash completed with no output)';
const BETWEEN = '</bash-stdout><bash-stderr>';

/** What a command prints may look like the tags themselves: the outermost ones count. */
function shellOutput(text: string): CommandTrace | null {
  const [start, end] = ['<bash-stdout>', '</bash-stderr>'];
  const middle = text.indexOf(BETWEEN);
  if (middle < 0 || !text.endsWith(end)) return null;
  const stdout = text.slice(start.length, middle);
  const stderr = text.slice(middle + BETWEEN.length, -end.length);
  return { type: 'shell-output', stdout: stdout === NOTHING ? '' : stdout, stderr };
}
