import { AegisError } from '@aegis/protocol';
import { showOnTerminal } from '../attach/show-on-terminal.ts';
import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { shellQuote } from '../text/shell-quote.ts';
import { findSession } from '../session-argument.ts';
import { UsageError } from '../usage-error.ts';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

export const attach: CommandHandler<unknown, [string]> = async (context, _flags, argument) => {
  const { io, output } = context;
  if (!io.stdinIsTty || !io.stdout.isTty || output.json) {
    throw new UsageError('attach needs a terminal; aegis pane prints the screen without one.');
  }
  const client = await context.connect();
  if (!LOOPBACK.has(new URL(client.baseUrl).hostname)) {
    throw new AegisError(
      'not_supported',
      `The sessions of ${client.baseUrl} are in tmux on that machine; run aegis attach there.`,
    );
  }
  const session = await findSession(client, argument, io.signal);
  if (session.status === 'exited') {
    throw new AegisError('session_exited', `Session ${session.id} has ended; it has no terminal.`);
  }
  if (session.adopted !== null) {
    throw new AegisError(
      'not_supported',
      `Session ${session.id} runs in a tmux of yours; look at it there: tmux -S ${shellQuote(session.adopted.socketPath)} attach -t ${shellQuote(session.paneId ?? '')}`,
    );
  }
  const { runtime } = await client.health({ signal: io.signal });
  const socketName = runtime?.tmux.socketName ?? null;
  if (socketName === null || session.windowId === null) {
    throw new AegisError(
      'not_supported',
      `Session ${session.id} is in no tmux window that the server knows of (runtime ${session.runtime}).`,
    );
  }
  const tmuxPath = io.env['AEGIS_TMUX_PATH'] ?? 'tmux';
  const code = await showOnTerminal(io, { tmuxPath, socketName }, session.windowId);
  if (code === 0) output.note(`Left ${session.name}; the session goes on.`);
  return code === 0 ? EXIT.ok : EXIT.failed;
};
