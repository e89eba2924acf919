/** Letters of a session's name that its branch shows. */
const MAX_NAME = 40;
/** Characters of a session's id that tell its branch from others of the same name. */
const SHORT_ID = 8;

/** The branch of a session that names none: `aegis/<name>-<short id>`, of letters that git takes everywhere. */
export function defaultBranch(name: string, sessionId: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z\d]+/g, '-')
    .slice(0, MAX_NAME)
    .replaceAll(/^-+|-+$/g, '');
  const short = sessionId.replace(/^ses_/, '').slice(0, SHORT_ID);
  return `aegis/${words === '' ? '' : `${words}-`}${short}`;
}
