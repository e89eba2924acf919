/** Where the last report of a session's gate is kept, for as long as the session is. */
export function gateKey(sessionId: string): string {
  return `core.gate.${sessionId}`;
}
