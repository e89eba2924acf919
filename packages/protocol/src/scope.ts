import * as v from 'valibot';

/**
 * What a token may do. None of them contains another, but `admin`, which contains all.
 *
 * - `read`: see sessions, conversations, screens and events
 * - `drive`: create, send, interrupt, escape, kill, answer a question
 * - `approve`: approve, reject, and whatever else widens what a session may do
 * - `admin`: make and revoke tokens, and all of the above
 */
export const SCOPES = ['read', 'drive', 'approve', 'admin'] as const;
export const scopeSchema = v.picklist(SCOPES, `must be one of ${SCOPES.join(', ')}`);
export type Scope = (typeof SCOPES)[number];

/** Whether who has `granted` may do what needs `needed`. */
export function hasScope(granted: readonly Scope[], needed: Scope): boolean {
  return granted.includes(needed) || granted.includes('admin');
}
