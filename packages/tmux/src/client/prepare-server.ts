import {
  describeServer,
  linkWindow,
  listPlaces,
  newKeeperWindow,
  pauseAfter,
  setPaneDiedHook,
  setPaneOption,
  setServerOption,
  type CommandText,
} from '../commands/commands.ts';
import {
  KEEPER_OPTION,
  newWindowFormat,
  placeFormat,
  serverFormat,
} from '../commands/pane-formats.ts';
import type { TmuxTarget } from '../io/tmux-environment.ts';
import { TmuxError } from '../tmux-error.ts';
import type { PaneId, TmuxVersion } from '../types.ts';
import { isAtLeast, MINIMUM_VERSION, parseVersion, supports } from '../version.ts';
import { endOrphanedClients } from './end-orphaned-clients.ts';
import { textLines } from './text-lines.ts';
import type { RunCommands, ServerIdentity } from './link-types.ts';

/** Rows above the screen that tmux keeps for each pane. */
const HISTORY_LIMIT = 50_000;

/** After each connection: check that the server will do, set its options, and see that the keeper is whole. */
export async function prepareServer(run: RunCommands, target: TmuxTarget): Promise<ServerIdentity> {
  const { version, ...server } = await meetServer(run, target.pauseAfterSeconds);
  await run(...serverOptions(version));
  const keeperPaneId = await ensureKeeper(run, target);
  await run(...doorbellHooks(keeperPaneId));
  const { pid, startTime, socketPath, sessionId, clientPid, owners } = server;
  await endOrphanedClients(run, { session: target.keeperSession, clientPid, owners });
  return { pid, startTime, socketPath, sessionId, version, keeperPaneId };
}

/** After each connection to somebody else's server: check that it will do, and change nothing. */
export async function prepareVisit(
  run: RunCommands,
  pauseAfterSeconds: number,
): Promise<ServerIdentity> {
  const server = await meetServer(run, pauseAfterSeconds);
  const { pid, startTime, socketPath, sessionId, version } = server;
  return { pid, startTime, socketPath, sessionId, version, keeperPaneId: null };
}

/** Which server this is. The pause is the client's own, not the server's. @throws TmuxError `protocol`, `too_old` */
async function meetServer(run: RunCommands, pauseAfterSeconds: number) {
  const [, description] = await run(pauseAfter(pauseAfterSeconds), describeServer());
  const server = serverFormat.parse(textLines(description?.[0])[0] ?? '');
  if (!server?.utf8) {
    throw new TmuxError(
      'protocol',
      'The tmux server does not take this client for a UTF-8 one; replies would be garbled.',
    );
  }
  const version = parseVersion(server.version);
  assertVersion(version, 'The tmux server that runs');
  return { ...server, version };
}

/** @throws TmuxError `too_old` */
export function assertVersion(version: TmuxVersion, what: string): void {
  if (isAtLeast(version, MINIMUM_VERSION)) return;
  const { major, minor } = MINIMUM_VERSION;
  throw new TmuxError(
    'too_old',
    `${what} is version ${version.text}; ${major}.${minor} or newer is needed.`,
  );
}

function serverOptions(version: TmuxVersion): CommandText[] {
  const options = [
    // Without it tmux holds an Escape back to see whether it begins a longer key.
    setServerOption('-s', 'escape-time', '0'),
    setServerOption('-g', 'history-limit', `${HISTORY_LIMIT}`),
    // Somebody who attaches leaves no variables behind for the next window.
    setServerOption('-g', 'update-environment', ''),
    // A program that has ended is kept, so that its exit status can be read.
    setServerOption('-gw', 'remain-on-exit', 'on'),
    setServerOption('-gw', 'automatic-rename', 'off'),
  ];
  if (supports(version, 'remainOnExitFormat')) {
    options.push(setServerOption('-gw', 'remain-on-exit-format', ''));
  }
  return options;
}

/**
 * tmux tells control clients nothing when a program ends in a pane that is kept, and what a hook does is not notified
 * either (`CMDQ_STATE_NOHOOKS`). But the hook can press a key in the keeper's pane: its terminal echoes it, and the
 * echo is output, which every control client gets, behind all that the ended program wrote.
 */
function doorbellHooks(keeper: PaneId): CommandText[] {
  return [
    setPaneDiedHook(null, `copy-mode -q -t ${keeper} ; send-keys -t ${keeper} Enter`),
    setPaneDiedHook(keeper, `respawn-pane -t ${keeper}`),
  ];
}

/** The keeper's pane, made anew if somebody closed it; and every window that only other sessions hold, taken back in. */
async function ensureKeeper(run: RunCommands, target: TmuxTarget): Promise<PaneId> {
  const [listing] = await run(listPlaces());
  const places = textLines(listing?.[0]).flatMap((line) => placeFormat.parse(line) ?? []);
  const inside = places.filter(({ session }) => session === target.keeperSession);
  const linked = new Set(inside.map(({ windowId }) => windowId));
  const strays = new Set(places.map(({ windowId }) => windowId).filter((id) => !linked.has(id)));
  for (const windowId of strays) await run(linkWindow(windowId, target.keeperSession));
  const keeper = places.find(({ isKeeper }) => isKeeper);
  return keeper?.paneId ?? createKeeperPane(run, target);
}

async function createKeeperPane(run: RunCommands, target: TmuxTarget): Promise<PaneId> {
  const [created] = await run(newKeeperWindow(target.keeperSession));
  const pane = newWindowFormat.parse(textLines(created?.[0])[0] ?? '');
  if (!pane) throw new TmuxError('protocol', 'tmux did not say which keeper window it made.');
  await run(setPaneOption(pane.paneId, KEEPER_OPTION, '1'));
  return pane.paneId;
}
