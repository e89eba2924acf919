import type { PermissionPolicy } from '@aegis/protocol';

/** What of a policy restricts; null where nothing does. */
export function withoutGrants(policy: PermissionPolicy): PermissionPolicy | null {
  const rules = policy.rules.filter(({ decision }) => decision !== 'allow');
  const restricts = policy.default === 'deny' || rules.some(({ decision }) => decision === 'deny');
  return restricts ? { ...policy, rules } : null;
}
