import { AegisError, type CreateSessionBody, type ResumeBody } from '@aegis/protocol';
import { withoutGrants } from '../policy/without-grants.ts';
import type { SessionRecord } from '../session/session-record.ts';

/**
 * What starts a session that goes on with the conversation of one that has ended: same directory, name, tags, parent and model. What
 * it was once allowed is not: it begins in the default mode, or in plan mode where it was in that, and of its policy what
 * restricts goes on.
 * @param configDir where Claude Code keeps its files if nothing says otherwise
 * @throws AegisError `session_running`, `resume_not_found`
 */
export function resumeRequest(
  record: SessionRecord,
  { prompt }: ResumeBody,
  configDir: string | null,
): CreateSessionBody {
  const { id, claudeSessionId, model, parentId } = record;
  if (record.exit === null) {
    throw new AegisError(
      'session_running',
      `Session ${id} has not ended; send to it, or end it first. A copy of its conversation is had by \`resumeSessionId\` with \`forkSession\`.`,
      { details: { status: record.status, claudeSessionId } },
    );
  }
  if (claudeSessionId === null) {
    throw new AegisError(
      'resume_not_found',
      `Session ${id} ended before Claude Code had begun a conversation; there is nothing to resume.`,
    );
  }
  const policy = record.policy === null ? null : withoutGrants(record.policy);
  const isElsewhere = record.configDir !== null && record.configDir !== configDir;
  return {
    workDir: record.workDir,
    name: record.name,
    tags: [...record.tags],
    resumeSessionId: claudeSessionId,
    permissionMode: record.permissionMode === 'plan' ? 'plan' : 'default',
    ...(parentId !== null && { parentId }),
    ...(model !== null && { model }),
    ...(isElsewhere && { env: { CLAUDE_CONFIG_DIR: record.configDir ?? '' } }),
    ...(policy !== null && { policy }),
    ...(prompt !== undefined && { prompt }),
  };
}
