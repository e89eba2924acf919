import type { PolicyDecision } from '@aegis/protocol';
import type { PartVerdict } from './request.ts';

const STRICTNESS: Readonly<Record<PolicyDecision, number>> = { allow: 0, ask: 1, deny: 2 };

/** The strictest of several verdicts, the first among equals. One may be in doubt while another denies: that one counts. */
export function strictest(verdicts: readonly [PartVerdict, ...PartVerdict[]]): PartVerdict {
  const [first, ...others] = verdicts;
  return others.reduce((worst, verdict) => (isStricter(verdict, worst) ? verdict : worst), first);
}

function isStricter(one: PartVerdict, other: PartVerdict): boolean {
  const difference = STRICTNESS[one.decision] - STRICTNESS[other.decision];
  return difference > 0 || (difference === 0 && one.mayBeDenied && !other.mayBeDenied);
}
