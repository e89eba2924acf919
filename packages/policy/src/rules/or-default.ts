import type { PermissionPolicy } from '@aegis/protocol';
import type { PartVerdict } from '../request.ts';
import { strictest } from '../strictest.ts';

/** A verdict, or what the policy says where no rule is meant. A doubt is no rule: a default that denies goes before it. */
export function orDefault(
  { default: decision = 'ask' }: PermissionPolicy,
  verdict: PartVerdict | null,
  why: string,
): PartVerdict {
  const standard: PartVerdict = {
    decision,
    rule: null,
    reason: why,
    isDoubt: false,
    mayBeDenied: false,
  };
  if (verdict === null) return standard;
  return verdict.isDoubt ? strictest([verdict, standard]) : verdict;
}
