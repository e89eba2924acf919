import { visitedPaneFormat } from '../commands/pane-formats.ts';
import { runTmux } from '../io/run-tmux.ts';
import { foreignServer } from '../io/tmux-environment.ts';
import { commandError, TmuxError } from '../tmux-error.ts';
import type { ForeignPane, ForeignServerOptions } from '../types.ts';

/**
 * Every pane of somebody else's server, once, in the first session that it is in. Starts no server.
 *
 * @throws TmuxError `not_found`, `invalid_argument`, `command_failed` (no server listens there), `timeout`
 */
export async function listForeignPanes(options: ForeignServerOptions): Promise<ForeignPane[]> {
  const { format } = visitedPaneFormat;
  const text = await ask(options, 'list-panes', ['-a', '-F', format]);
  const panes = new Map<string, ForeignPane>();
  for (const pane of parsePanes(text)) {
    if (!panes.has(pane.paneId)) panes.set(pane.paneId, pane);
  }
  return [...panes.values()];
}

/**
 * The pane that a person names: `%3`, `work:1.0`, `work` (its active pane).
 *
 * @throws TmuxError `pane_not_found`, and as {@link listForeignPanes}
 */
export async function findForeignPane(
  options: ForeignServerOptions,
  target: string,
): Promise<ForeignPane> {
  if (target === '' || target.includes('\0')) {
    throw new TmuxError('invalid_argument', 'Name a pane as tmux does: `%3`, or `work:1.0`.');
  }
  // An argument that ends with a semicolon would end the command.
  const name = target.replace(/;$/, '\\;');
  // `display-message` alone takes any pane where it finds no such one; a row of the screen cannot hold a tab.
  const text = await ask(options, 'capture-pane', [
    ...['-p', '-S', '0', '-E', '0', '-t', name],
    ...[';', 'display-message', '-p', '-t', name, visitedPaneFormat.format],
  ]);
  const pane = parsePanes(text).at(-1);
  if (pane) return pane;
  throw new TmuxError('protocol', `tmux did not say which pane ${JSON.stringify(target)} is.`);
}

// What client.c prints where it cannot connect and may start nothing.
const NO_SERVER = /^(?:no server running|error connecting)\b/;

function parsePanes(text: string): ForeignPane[] {
  return text.split('\n').flatMap((line) => {
    const row = visitedPaneFormat.parse(line);
    if (!row) return [];
    const { session, window, pane, ...facts } = row;
    return [{ ...facts, place: `${session}:${window}.${pane}` }];
  });
}

async function ask(
  options: ForeignServerOptions,
  command: string,
  rest: readonly string[],
): Promise<string> {
  const { ok, stdout, stderr } = await runTmux(foreignServer(options), ['-N', command, ...rest]);
  if (ok) return stdout;
  if (NO_SERVER.test(stderr)) {
    throw new TmuxError(
      'command_failed',
      `No tmux server listens on ${options.socketPath}. In the tmux that is meant, \`tmux display-message -p '#{socket_path}'\` says what to name.`,
    );
  }
  throw commandError(command, stderr);
}
