import type { Context } from 'hono';
import type { ServerMetrics } from '../metrics/server-metrics.ts';
import { requireScope } from './access/caller.ts';
import type { Gate } from './access/gate.ts';
import { notReady } from './handlers.ts';

/** Where Prometheus looks by default; beside the API, since its answer is no JSON. */
export const METRICS_PATH = '/metrics';

/** The server's metrics as text, for whoever may read. */
export async function takeScrape(
  context: Context,
  gate: Gate,
  metrics: ServerMetrics | null,
): Promise<Response> {
  requireScope(gate.caller(context), 'read');
  if (metrics === null) throw notReady();
  const { contentType, text } = await metrics.render();
  return new Response(text, {
    headers: { 'content-type': contentType, 'cache-control': 'no-store' },
  });
}
