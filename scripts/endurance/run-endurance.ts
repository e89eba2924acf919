import { setTimeout as sleep } from 'node:timers/promises';
import { growths, type Growth } from './bounds.ts';
import { NOTHING_DONE, type Done } from './busy-day.ts';
import { busyHour } from './busy-hour.ts';
import { setEnduranceStage, type EnduranceStage } from './endurance-stage.ts';
import { measureIdle, type IdleCost } from './idle-cost.ts';
import type { Sample } from './sample.ts';

export interface EnduranceOptions {
  /** Busy hours to go through. */
  hours: number;
  /** Samples are taken this often in an hour. */
  samplesPerHour: number;
  /** What doing nothing costs: so many sessions, for so many milliseconds. Null: not measured. */
  idle: { sessions: number; ms: number } | null;
  /** Stop at the next sample after so many milliseconds, with what is done by then. */
  longestMs: number;
  onSample?: (hour: number, sample: Sample) => void;
}

export interface EnduranceRun {
  hours: number;
  ms: number;
  done: Done;
  samples: Sample[];
  growths: Growth[];
  idle: IdleCost | null;
}

/** What goes away a moment after its cause: sockets, watches, a pane's last bytes. */
const SETTLE_MS = 1_500;

/** A busy day in fast form. */
export async function runEndurance(options: EnduranceOptions): Promise<EnduranceRun> {
  const stage = await setEnduranceStage();
  const stop = new AbortController();
  const startedAt = performance.now();
  const done = { ...NOTHING_DONE };
  try {
    const following = followAll(stage, stop.signal, done);
    const longLived = await stage.client.createSession({ workDir: stage.workDir, name: 'all-day' });
    const samples: Sample[] = [];
    const share = 1 / options.samplesPerHour;
    for (let hour = share; hour <= options.hours + share / 2; hour += share) {
      const label = `h${samples.length}`;
      add(done, await busyHour(stage, longLived.id, { share, label }));
      await sleep(SETTLE_MS);
      const sample = await stage.sample();
      samples.push(sample);
      options.onSample?.(hour, sample);
      if (performance.now() - startedAt > options.longestMs) break;
    }
    const idle = options.idle === null ? null : await measureIdle(stage, options.idle);
    stop.abort();
    await following;
    return {
      hours: samples.length * share,
      ms: performance.now() - startedAt,
      ...{ done, samples, idle },
      growths: growths(samples, share),
    };
  } finally {
    stop.abort();
    await stage.dispose();
  }
}

/** One client that stays all day. */
async function followAll(stage: EnduranceStage, signal: AbortSignal, done: Done): Promise<void> {
  try {
    for await (const { id } of stage.client.events({ after: 0, signal })) {
      if (id <= done.events) throw new Error(`Event ${id} came after ${done.events}.`);
      done.events = id;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function add(to: Done, more: Done): void {
  to.sessions += more.sessions;
  to.turns += more.turns;
  to.permissions += more.permissions;
  to.streams += more.streams;
}
