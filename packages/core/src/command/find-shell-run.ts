import type { OutboxRow } from '@aegis/store';
import { readEntries } from '@aegis/transcript/node';
import { isMissingFile } from '../session/missing-file.ts';
import type { SessionRecord, TranscriptRecord } from '../session/session-record.ts';
import { commandOf } from '../session/session-transcript.ts';

/** What Claude Code wrote down of a shell command's output. */
export interface ShellRun {
  stdout: string;
  stderr: string;
}

/** What is known of where a command's output can stand. */
export type ShellPlace = Pick<SessionRecord, 'transcripts' | 'typing'>;

/**
 * The output of a shell command that was typed for `row`: the first of that command behind where the conversation stood when
 * it began to be typed, or, where that is not known any more, since it was asked for. Null: none is written down.
 */
export async function findShellRun(
  row: Pick<OutboxRow, 'id' | 'text' | 'createdAt'>,
  { transcripts, typing }: ShellPlace,
): Promise<ShellRun | null> {
  const from = typing?.messageId === row.id ? typing : null;
  const first = transcripts.findIndex((one) => one.claudeSessionId === from?.claudeSessionId);
  for (const [index, transcript] of transcripts.entries()) {
    if (index < first) continue;
    // Behind where it was typed nothing is older, whatever the clock says.
    const isThere = from !== null && index === first;
    const place = isThere ? { from: from.offset, since: 0 } : { from: 0, since: row.createdAt };
    const run = await runIn(transcript, row.text, place);
    if (run !== null) return run;
  }
  return null;
}

async function runIn(
  { path }: TranscriptRecord,
  text: string,
  { from, since }: { from: number; since: number },
): Promise<ShellRun | null> {
  if (path === null) return null;
  let isOurs = false;
  try {
    for await (const entry of readEntries(path, { from })) {
      for (const { trace, writtenAt } of commandOf(entry)) {
        if (trace.type === 'shell') {
          isOurs = `!${trace.command.trim()}` === text && writtenAt >= since;
        } else if (trace.type === 'shell-output' && isOurs) {
          return { stdout: trace.stdout, stderr: trace.stderr };
        }
      }
    }
  } catch (error) {
    if (!isMissingFile(error)) throw error;
  }
  return null;
}
