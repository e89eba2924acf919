import { AegisError, type PermissionPolicy } from '@aegis/protocol';
import { policyProblems } from '@aegis/policy';
import type { ManagedSession } from '../session/managed-session.ts';

/**
 * @param where the field that the policy stands in
 * @throws AegisError `invalid_request`, with each rule that can never be what was meant
 */
export function checkPolicy(policy: PermissionPolicy, where = 'policy'): void {
  const issues = policyProblems(policy).map(({ path, message }) => ({
    path: `${where}.${path}`,
    message,
  }));
  if (issues.length === 0) return;
  const sentence = issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new AegisError('invalid_request', `The policy cannot be used: ${sentence}.`, {
    details: { issues },
  });
}

/** @throws AegisError as {@link checkPolicy}, and `session_exited`, `not_supported` */
export function checkSessionPolicy(session: ManagedSession, policy: PermissionPolicy): void {
  if (session.hasEnded) throw session.exitedError();
  checkPolicy(policy);
  if (session.record.hookSecret !== null) return;
  throw new AegisError(
    'not_supported',
    `Session ${session.id} was adopted: its Claude Code calls no hooks of Aegis, so that no rule could decide anything in it. Start a session with the policy instead.`,
  );
}
