import { listPaneEverywhere } from '../commands/commands.ts';
import type { Timers } from '../io/timers.ts';
import { runTmux } from '../io/run-tmux.ts';
import { foreignServer, type TmuxServer } from '../io/tmux-environment.ts';
import { TmuxError } from '../tmux-error.ts';
import type { ForeignServerOptions, PaneId, TmuxVisitor } from '../types.ts';
import { openLinkAndHub } from './link-and-hub.ts';
import { PaneClient } from './pane-client.ts';
import { prepareVisit } from './prepare-server.ts';

export interface VisitOptions extends ForeignServerOptions {
  paneId: PaneId;
  /** Seconds of backlog after which tmux pauses the pane; default 5. */
  pauseAfterSeconds?: number;
  /** Where its timeouts come from; default `setTimeout`. */
  timers?: Timers;
}

/**
 * A client for one pane of a server that is not ours. It is attached to the pane's session without a say in its size, sets no option,
 * and follows the pane to wherever it is moved.
 *
 * @throws TmuxError `not_found`, `too_old`, `invalid_argument`, `pane_not_found`, `command_failed`, `timeout`, `protocol`
 */
export async function visitTmux(options: VisitOptions): Promise<TmuxVisitor> {
  const { paneId, pauseAfterSeconds = 5, timers } = options;
  const server = foreignServer(options);
  const parts = await openLinkAndHub({
    timers,
    attachPlan: async () => {
      const session = await sessionOf(server, paneId);
      return { server, attachTo: ['-f', 'ignore-size', '-t', session] };
    },
    prepare: (run) => prepareVisit(run, pauseAfterSeconds),
    restoreKeeper: () => Promise.resolve(),
    listing: listPaneEverywhere(paneId),
    // Its owner's to remind.
    remindServer: () => undefined,
    onListed: (link, panes, { sessionId }) => {
      // Output comes from the panes of the client's own session alone.
      const isHere = panes.some((pane) => pane.sessionId === sessionId);
      if (panes.length > 0 && !isHere) link.attachAnew();
    },
  });
  return new PaneClient(parts);
}

/** Its id: attaching to a pane or a window would make that the current one of the people who are there. */
async function sessionOf(server: TmuxServer, paneId: PaneId): Promise<string> {
  const { ok, stdout, stderr } = await runTmux(server, [
    ...['-N', 'list-panes', '-a', '-f', `#{==:#{pane_id},${paneId}}`, '-F', '#{session_id}'],
  ]);
  const [session = ''] = stdout.split('\n');
  if (ok && /^\$\d+$/.test(session)) return session;
  throw new TmuxError(
    'pane_not_found',
    `Pane ${paneId} is not there${ok ? '' : ` (${stderr.trim()})`}.`,
  );
}
