import { WAITING_STATUSES } from '@aegis/protocol';
import type { SourceWord } from '@aegis/status';

/**
 * The sources that watch Claude Code at work, each by itself. The transcript is not among them: it is heard only when
 * none of these speaks, and a turn that was stopped before any answer stays open in it for good.
 */
const WITNESSES = ['screen', 'hook', 'registry'] as const;

/** What a status claims; nothing for those that say that it is not known. */
type Claim = 'working' | 'idle' | 'asks';

export interface Contradiction {
  /** `screen:idle vs registry:working` */
  what: string;
  /** Since which moment both say so. */
  since: number;
}

/** Every two sources that cannot both be right. */
export function contradictions(words: readonly SourceWord[]): Contradiction[] {
  const witnesses = WITNESSES.flatMap((source) => words.filter((word) => word.source === source));
  const found: Contradiction[] = [];
  for (const [index, one] of witnesses.entries()) {
    for (const other of witnesses.slice(index + 1)) {
      if (!contradict(one, other)) continue;
      const what = `${one.source}:${one.status} vs ${other.source}:${other.status}`;
      found.push({ what, since: Math.max(one.since, other.since) });
    }
  }
  return found;
}

function contradict(one: SourceWord, other: SourceWord): boolean {
  const [claim, otherClaim] = [claimOf(one.status), claimOf(other.status)];
  if (claim === null || otherClaim === null || claim === otherClaim) return false;
  // The hooks do not hear of every dialog: trust and overlays have none.
  return !(one.source === 'screen' && other.source === 'hook' && claim === 'asks');
}

const ASKS: ReadonlySet<SourceWord['status']> = new Set([...WAITING_STATUSES, 'waiting']);

function claimOf(status: SourceWord['status']): Claim | null {
  if (status === 'working' || status === 'idle') return status;
  return ASKS.has(status) ? 'asks' : null;
}
