import type { CreateSessionBody } from '@aegis/protocol';
import type { SessionRecord } from '../session/session-record.ts';

/**
 * What starts a session in the place of one that stalled: with the same settings, in the same directory. It goes on where
 * the ladder stands: with the rungs behind the pivot, so that nothing is replaced without end.
 */
export function pivotRequest(record: SessionRecord, prompt: string): CreateSessionBody {
  const { workDir, name, tags, parentId, model, policy, stallThresholdMs, recovery } = record;
  const { launch, ladder } = record;
  const rungs = recovery?.rungs.slice(ladder?.made ?? 0) ?? [];
  return {
    ...{ workDir, name, prompt, tags: [...tags] },
    ...(parentId !== null && { parentId }),
    ...(model !== null && { model }),
    ...launch,
    ...(policy !== null && { policy }),
    ...(stallThresholdMs !== null && { stallThresholdMs }),
    ...(recovery !== null && rungs.length > 0 && { recovery: { ...recovery, rungs } }),
  };
}
