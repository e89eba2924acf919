/** The variable that every process of a session has in its environment, whoever its parent is. */
export const SESSION_MARK = 'AEGIS_SESSION_ID';

/** The mark of a session's processes, as it stands in their environment. */
export function sessionMark(sessionId: string): string {
  return `${SESSION_MARK}=${sessionId}`;
}
