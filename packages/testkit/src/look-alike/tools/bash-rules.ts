/** Commands that only look, and so run without a question. */
const READ_ONLY = new Set([
  ...['basename', 'cat', 'cd', 'cut', 'date', 'diff', 'dirname', 'du', 'echo', 'false', 'file'],
  ...['grep', 'head', 'hostname', 'id', 'ls', 'pwd', 'rg', 'sleep', 'sort', 'stat', 'tail'],
  ...['test', 'tr', 'true', 'uname', 'uniq', 'wc', 'which', 'whoami'],
]);
const READ_ONLY_GIT = new Set(['status', 'log', 'diff', 'show', 'branch', 'rev-parse', 'blame']);

/** Commands that change files alone: for them Claude Code offers the folder, not the command. */
const FILE_COMMANDS = new Set(['touch', 'mkdir', 'rmdir', 'rm', 'mv', 'cp', 'ln']);

/** The commands that a line is made of, split where a shell would run the next; null for what is no plain line. */
export function commandsIn(script: string): string[] | null {
  if (/[\n`]|\$\(|<<|<\(/.test(script)) return null;
  const commands: string[] = [];
  let command = '';
  for (const piece of script.match(/'[^']*'|"[^"]*"|\\.|&&|\|\||[^'"\\;|&]+|[;|'"\\&]/g) ?? []) {
    if (['&&', '||', ';', '|'].includes(piece)) {
      commands.push(command.trim());
      command = '';
    } else command += piece;
  }
  return [...commands, command.trim()].filter((one) => one !== '');
}

function isReadOnly(command: string): boolean {
  const bare = command.replaceAll(/'[^']*'|"[^"]*"|[12]?>\s*\/dev\/null|2>&1|>&2/g, '');
  if (/[>&]/.test(bare)) return false;
  const [program = '', first = ''] = command.split(/\s+/);
  return READ_ONLY.has(program) || (program === 'git' && READ_ONLY_GIT.has(first));
}

function isFileCommand(command: string): boolean {
  return FILE_COMMANDS.has(command.split(/\s+/)[0] ?? '') && !/[<>&]/.test(command);
}

/** Commands of a line that have to be asked about. The line itself, where it is not understood. */
export function askedCommands(script: string): string[] {
  const commands = commandsIn(script);
  return commands === null ? [script] : commands.filter((command) => !isReadOnly(command));
}

/** What a row of the dialog, or a hook, may grant for longer than this once. */
export type Suggestion =
  | { readonly type: 'folder' }
  | { readonly type: 'commands'; readonly commands: readonly string[] }
  | { readonly type: 'none' };

export function suggestionFor(script: string): Suggestion {
  const commands = commandsIn(script);
  if (commands === null) return { type: 'none' };
  const asked = askedCommands(script);
  if (commands.length === 1 && commands.every(isFileCommand)) return { type: 'folder' };
  return { type: 'commands', commands: asked };
}

/** Whether Claude Code's accept-edits mode takes a line for a change of files. */
export function changesFilesOnly(script: string): boolean {
  const commands = commandsIn(script);
  return commands !== null && commands.every((one) => isFileCommand(one) || isReadOnly(one));
}

/** Whether a rule such as `npm test`, `npm test:*` or `npm *` takes a command. */
export function ruleTakes(rule: string, command: string): boolean {
  const prefix = /^(.*?)(?::\*| \*)$/.exec(rule)?.[1];
  if (prefix === undefined) return rule === '*' || rule === command;
  return command === prefix || command.startsWith(`${prefix} `);
}
