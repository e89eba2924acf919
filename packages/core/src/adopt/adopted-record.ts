import { basename } from 'node:path';
import type { AdoptBody } from '@aegis/protocol';
import { newId } from '../aegis/ids.ts';
import type { FoundProgram } from '../ports/runtime.ts';
import { newRecord, type SessionRecord } from '../session/session-record.ts';
import { transcriptEnd } from '../session/transcript-end.ts';

/** The record of a session that a person started: nothing of its past is told, and no hook of it calls us. */
export async function adoptedRecord(
  program: FoundProgram,
  { name, tags = [] }: Pick<AdoptBody, 'name' | 'tags'>,
  { now, transcriptPath }: { now: number; transcriptPath: string | null },
): Promise<SessionRecord> {
  const { socketPath, paneId, pid, processStart, claudeSessionId, configDir } = program;
  const workDir = program.workDir ?? '';
  // It may not have been written yet.
  const end = await transcriptEnd(transcriptPath).catch(() => transcriptEnd(null));
  return newRecord({
    id: newId('ses'),
    workDir,
    parentId: null,
    tags,
    createdAt: now,
    status: 'unknown',
    name: name ?? (basename(workDir) || program.place),
    adopted: { socketPath, paneId, pid, processStart },
    claudeSessionId,
    claudeVersion: program.claudeVersion,
    configDir,
    transcripts:
      claudeSessionId === null ? [] : [{ claudeSessionId, path: transcriptPath, ...end }],
  });
}
