import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findSession } from '../session-argument.ts';
import { healthView, sessionHealthView } from '../views/health-view.ts';
import { latencyView, metricsView } from '../views/metrics-view.ts';
import { summaryView } from '../views/summary-view.ts';

type Handler = CommandHandler<unknown, [string]>;

export const summary: Handler = async (context, _flags, argument) => {
  const { io, output } = context;
  const client = await context.connect();
  const { id } = await findSession(client, argument, io.signal);
  output.answer(await client.summary(id, { signal: io.signal }), summaryView);
  return EXIT.ok;
};

export const metrics: Handler = async (context, _flags, argument) => {
  const { io, output } = context;
  const client = await context.connect();
  const { id } = await findSession(client, argument, io.signal);
  output.answer(await client.metrics(id, { signal: io.signal }), metricsView);
  return EXIT.ok;
};

export const latency: Handler = async (context, _flags, argument) => {
  const { io, output } = context;
  const client = await context.connect();
  const { id } = await findSession(client, argument, io.signal);
  output.answer(await client.latency(id, { signal: io.signal }), latencyView);
  return EXIT.ok;
};

/** Of the server; with a session named, of that one. Not well is exit code 1. */
export const health: CommandHandler<unknown, [string | undefined]> = async (
  context,
  _flags,
  argument,
) => {
  const { io, output } = context;
  const client = await context.connect();
  if (argument === undefined) {
    const found = await client.health({ signal: io.signal });
    output.answer(found, healthView);
    if (found.version === undefined) {
      output.note('The server says more to who has a token: set AEGIS_AUTH_TOKEN.');
    }
    return found.status === 'ok' ? EXIT.ok : EXIT.failed;
  }
  const { id } = await findSession(client, argument, io.signal);
  const found = await client.sessionHealth(id, { signal: io.signal });
  output.answer(found, (shown, style) => sessionHealthView(shown, style, io.now()));
  return found.healthy ? EXIT.ok : EXIT.failed;
};
