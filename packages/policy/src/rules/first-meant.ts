import type { PolicyRule } from '@aegis/protocol';
import type { Match } from '../files/judge-path.ts';
import type { PartVerdict } from '../request.ts';
import { strictest } from '../strictest.ts';

const SAYS = { allow: 'allows', deny: 'denies', ask: 'asks about' } as const;

/**
 * The verdict of the first rule that is meant; null where none is. One before it that restricts, and of which it cannot be
 * told whether it is meant, makes an `ask` of what would be allowed.
 * @param what what is judged, in words
 */
export function firstMeant(
  rules: readonly PolicyRule[],
  match: (rule: PolicyRule, at: number) => Match,
  what: string,
): PartVerdict | null {
  const doubts: PartVerdict[] = [];
  for (const [at, rule] of rules.entries()) {
    const { decision, reason = `rule ${at} ${SAYS[decision]} ${what}` } = rule;
    const met = match(rule, at);
    if (met === 'yes')
      return strictest([
        { decision, rule: at, reason, isDoubt: false, mayBeDenied: false },
        ...doubts,
      ]);
    if (met === 'maybe') {
      const doubt = `it cannot be told whether rule ${at} (${decision}) is meant by ${what}`;
      const mayBeDenied = decision === 'deny';
      doubts.push({ decision: 'ask', rule: at, reason: doubt, isDoubt: true, mayBeDenied });
    }
  }
  const [first, ...others] = doubts;
  return first === undefined ? null : strictest([first, ...others]);
}
