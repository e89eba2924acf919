/**
 * Marks that a parent Claude Code or tmux leaves for its children. Inherited, they would make a session write no
 * transcript or talk to its parent.
 */
const PARENT_MARKS = new Set([
  'CLAUDECODE',
  'CLAUDE_CODE_ENTRYPOINT',
  'CLAUDE_CODE_CHILD_SESSION',
  'CLAUDE_CODE_SESSION_ID',
  'CLAUDE_CODE_SKIP_PROMPT_HISTORY',
  'CLAUDE_CODE_MESSAGING_SOCKET',
  'CLAUDE_CODE_MESSAGING_TOKEN',
  'CLAUDE_JOB_DIR',
  'CLAUDE_PID',
  'TMUX',
  'TMUX_PANE',
  'TERM',
  'TERM_PROGRAM',
  'TERM_PROGRAM_VERSION',
  'COLUMNS',
  'LINES',
]);

/** Aegis's own settings (its token among them), and what a package manager sets for the script that it runs. */
const OWN_PREFIXES = ['AEGIS_', 'npm_'];

/**
 * Defaults that keep a driven session in its pane and its screen free of things that look like a person's typing.
 * Whoever sets one of them, in the server's environment or for a session, wins.
 */
const SESSION_DEFAULTS: Readonly<Record<string, string>> = {
  // The binary stays the one whose version was checked.
  DISABLE_AUTOUPDATER: '1',
  // Left arrow on an empty box would move the session out of its pane.
  CLAUDE_CODE_DISABLE_AGENT_VIEW: '1',
  // Suggested text in the box looks like a draft.
  CLAUDE_CODE_ENABLE_PROMPT_SUGGESTION: 'false',
  CLAUDE_CODE_ENABLE_AWAY_SUMMARY: '0',
  // A survey takes a digit typed into the empty box for its answer.
  CLAUDE_CODE_DISABLE_FEEDBACK_SURVEY: '1',
};

/** The environment of a session: the server's, less marks and Aegis's own settings, plus the caller's. */
export function sessionEnvironment(
  inherited: Readonly<Record<string, string | undefined>>,
  requested: Readonly<Record<string, string>>,
): Record<string, string> {
  const environment: Record<string, string> = { ...SESSION_DEFAULTS };
  for (const [name, value] of Object.entries(inherited)) {
    if (value === undefined || PARENT_MARKS.has(name)) continue;
    if (OWN_PREFIXES.some((prefix) => name.startsWith(prefix))) continue;
    environment[name] = value;
  }
  return { ...environment, ...requested };
}

/** What tmux itself needs to start: never a session's secrets, which its global environment would hand to every pane. */
export function hostEnvironment(
  inherited: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of [
    'PATH',
    'HOME',
    'USER',
    'LOGNAME',
    'SHELL',
    'LANG',
    'LC_ALL',
    'LC_CTYPE',
    'TMUX_TMPDIR',
    'TMPDIR',
  ]) {
    const value = inherited[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

/** Where Claude Code keeps its files in this environment. */
export function claudeConfigDir(environment: Readonly<Record<string, string>>): string | null {
  const explicit = environment['CLAUDE_CONFIG_DIR'];
  if (explicit !== undefined && explicit !== '') return explicit;
  const home = environment['HOME'];
  return home === undefined || home === '' ? null : `${home}/.claude`;
}
