import type { Aegis } from '@aegis/core';
import { sessionStatusSchema } from '@aegis/protocol';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { BoundedLabels } from './bounded-labels.ts';
import { defineBuild, defineCounters, defineGauges, defineLatencies } from './definitions.ts';
import { EventFeed } from './event-feed.ts';
import { UsageFeed } from './usage-feed.ts';

export interface ServerMetrics {
  /** What Prometheus reads. */
  render: () => Promise<{ contentType: string; text: string }>;
  /** Count no more. */
  close: () => void;
}

export interface MetricsOptions {
  aegis: Aegis;
  version: string;
  /** Event streams that are open now. */
  openStreams: () => number;
}

/** What disagreed is told in words of the status rules; core bounds them as well. */
const MOST_DISAGREEMENTS = 200;

/** Counts from now on what happens in this Aegis; what can be looked up is looked up at each scrape. */
export function createServerMetrics({
  aegis,
  version,
  openStreams,
}: MetricsOptions): ServerMetrics {
  // Not the library's global one: two servers in one process have two.
  const registry = new Registry();
  const counters = defineCounters(registry);
  const events = new EventFeed(counters, defineLatencies(registry));
  const usage = new UsageFeed(counters);
  const stops = [
    aegis.onEvent((event) => events.take(event)),
    aegis.onUsage((growth) => usage.take(growth)),
  ];
  defineBuild(registry, version);
  defineGauges(registry, {
    sessions: (gauge) => {
      // A status of another version's is counted as what this one takes it for.
      const known: ReadonlySet<string> = new Set(sessionStatusSchema.options);
      for (const status of known) gauge.set({ status }, 0);
      for (const [status, count] of Object.entries(aegis.vitals().sessions?.byStatus ?? {})) {
        gauge.inc({ status: known.has(status) ? status : 'unknown' }, count);
      }
    },
    streams: (gauge) => gauge.set(openStreams()),
    storeAvailable: (gauge) => gauge.set(aegis.vitals().store?.available === true ? 1 : 0),
    damagedRows: (gauge) => gauge.set(aegis.vitals().store?.damagedRows ?? 0),
    disagreements: async (gauge) => {
      const { counts } = await aegis.disagreements();
      const labels = new BoundedLabels(MOST_DISAGREEMENTS);
      gauge.reset();
      for (const [what, count] of Object.entries(counts)) {
        gauge.inc({ what: labels.label(what) }, count);
      }
    },
  });
  // Its default is every 10 ms: an idle server is to cost next to nothing.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 1_000 });
  return {
    async render() {
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
    close() {
      for (const stop of stops) stop();
      registry.clear();
    },
  };
}
