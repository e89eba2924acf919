import { toTimestamp, type Session } from '@aegis/protocol';
import { evidenceOf, type SessionRecord } from './session-record.ts';

/** A record as everybody sees it. Secrets stay behind. */
export function toSession(record: SessionRecord): Session {
  const { location, transcripts } = record;
  return {
    id: record.id,
    name: record.name,
    runtime: record.runtime,
    workDir: record.workDir,
    status: record.status,
    statusText: record.statusText,
    statusSince: toTimestamp(record.statusSince),
    evidence: evidenceOf(record),
    pending: record.pending,
    lastTurn: record.lastTurn,
    promptDelivery: record.promptDelivery,
    stall: record.stall,
    detail: record.detail,
    claudeSessionId: record.claudeSessionId,
    claudeVersion: record.claudeVersion,
    transcriptPath: transcripts.at(-1)?.path ?? null,
    pid: record.exit === null ? (location?.pid ?? null) : null,
    paneId: location?.paneId ?? null,
    windowId: location?.windowId ?? null,
    windowName: location?.windowName ?? null,
    adopted: record.adopted === null ? null : { socketPath: record.adopted.socketPath },
    permissionMode: record.permissionMode,
    model: record.model,
    parentId: record.parentId,
    tags: [...record.tags],
    templateId: record.templateId,
    pipeline: record.pipeline,
    worktree: record.worktree,
    policy: record.policy,
    recovery: record.recovery,
    usage: record.usage,
    createdAt: toTimestamp(record.createdAt),
    lastActivityAt: toTimestamp(record.lastActivityAt),
    exit: record.exit,
  };
}
