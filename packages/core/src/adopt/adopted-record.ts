import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { AdoptBody } from '@aegis/protocol';
import { newId } from '../aegis/ids.ts';
import type { FoundProgram } from '../ports/runtime.ts';
import { newRecord, type SessionRecord } from '../session/session-record.ts';

/** The record of a session that a person started: nothing of its past is told, and no hook of it calls us. */
export async function adoptedRecord(
  program: FoundProgram,
  { name, tags = [] }: AdoptBody,
  { now, transcriptPath }: { now: number; transcriptPath: string | null },
): Promise<SessionRecord> {
  const { socketPath, paneId, pid, processStart, claudeSessionId, configDir } = program;
  const workDir = program.workDir ?? '';
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
      claudeSessionId === null
        ? []
        : [{ claudeSessionId, path: transcriptPath, ...(await endOf(transcriptPath)) }],
  });
}

/** Where its file ends now: what is in it was said before we came. */
async function endOf(path: string | null): Promise<{ offset: number; inode: number | null }> {
  const found = path === null ? null : await stat(path).catch(() => null);
  return found === null ? { offset: 0, inode: null } : { offset: found.size, inode: found.ino };
}
