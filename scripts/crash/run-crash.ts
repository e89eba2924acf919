import { setTimeout as sleep } from 'node:timers/promises';
import type { AegisEvent } from '@aegis/protocol';
import { checkReceived, type DeliveryFaults } from '../delivery/check-received.ts';
import { Ledger, tagOf } from '../delivery/ledger.ts';
import { Random } from '../random.ts';
import { setCrashStage, type CrashStage } from './crash-stage.ts';
import { driveSession, type DrivenSession } from './drive-session.ts';
import { checkEvents, type EventFaults } from './check-events.ts';

export interface CrashOptions {
  kills: number;
  sessions: number;
  seed: number;
  onKill?: (count: number) => void;
}

export interface CrashRun {
  kills: number;
  prompts: number;
  answered: number;
  events: number;
  deliveries: DeliveryFaults[];
  /** What each prompt's delivery was said to be at the end: `delivered hook.UserPromptSubmit`. */
  verdicts: Record<string, number>;
  streams: EventFaults;
  /** Statuses of the sessions at the end; each should be idle. */
  statuses: string[];
}

/** The longest time from a start to the next `kill -9`, in milliseconds; mostly it is less. */
const LONGEST_LIFE_MS = 4_000;

const CATCH_UP_MS = 15_000;

/** Kills the server at random moments while sessions work, and compares what came of it with what was asked for. */
export async function runCrash(options: CrashOptions): Promise<CrashRun> {
  const stage = await setCrashStage();
  const ledger = new Ledger(stage.api);
  const stop = new AbortController();
  try {
    await stage.start();
    const followed = follow(stage, stop.signal);
    let isOver = false;
    const names = Array.from({ length: options.sessions }, (_, index) => `s${index}`);
    const created = await Promise.all(
      names.map((name) => stage.client.createSession({ workDir: stage.workDir, name })),
    );
    const driven = Promise.all(
      created.map((session, index) =>
        driveSession(stage, new Random(options.seed * 31 + index), session, () => isOver),
      ),
    );
    // What they throw is thrown below; until then it is nobody's.
    driven.catch(() => undefined);
    const random = new Random(options.seed);
    for (let kill = 1; kill <= options.kills; kill += 1) {
      await Promise.race([sleep(random.skewed(200, LONGEST_LIFE_MS)), driven]);
      await stage.kill();
      options.onKill?.(kill);
      await sleep(random.skewed(0, 500));
      await stage.start();
    }
    isOver = true;
    const done = await driven;
    ledger.look();
    return await judge(stage, done, { options, ledger, live: followed });
  } finally {
    stop.abort();
    ledger.stop();
    await stage.dispose();
  }
}

interface Followed {
  events: AegisEvent[];
  /** Why the stream is at an end, which it must not be before it is told to; null: it is not. */
  failure: Error | null;
}

/** All events, over as many connections as it takes. */
function follow({ client }: CrashStage, signal: AbortSignal): Followed {
  const followed: Followed = { events: [], failure: null };
  void (async () => {
    for await (const event of client.events({ after: 0, signal })) followed.events.push(event);
  })().catch((error: unknown) => {
    followed.failure = error instanceof Error ? error : new Error(String(error));
  });
  return followed;
}

/** A stream that was cut waits for up to 10 s before it asks again. */
async function caughtUp(live: Followed, replayed: Followed): Promise<void> {
  const last = replayed.events.at(-1)?.id ?? 0;
  for (let waited = 0; waited < CATCH_UP_MS; waited += 100) {
    if (live.failure !== null) throw live.failure;
    if ((live.events.at(-1)?.id ?? 0) >= last) return;
    await sleep(100);
  }
}

async function judge(
  stage: CrashStage,
  driven: readonly DrivenSession[],
  { options, ledger, live }: { options: CrashOptions; ledger: Ledger; live: Followed },
): Promise<CrashRun> {
  // What is on its way to the stream.
  await sleep(1_000);
  const again = new AbortController();
  const replayed = follow(stage, again.signal);
  await sleep(2_000);
  again.abort();
  await caughtUp(live, replayed);
  const conversations = await Promise.all(
    driven.map(async ({ id }) => ({
      id,
      messages: (await stage.client.readSession(id, {})).messages,
    })),
  );
  const verdicts: Record<string, number> = {};
  for (const { id, sent } of driven) {
    for (const text of sent) {
      const idempotencyKey = tagOf(text) ?? '';
      const { verdict, evidence } = await stage.client.sendMessage(id, { text, idempotencyKey });
      const key = `${verdict} ${evidence?.rule ?? ''}`.trim();
      verdicts[key] = (verdicts[key] ?? 0) + 1;
    }
  }
  const statuses = await Promise.all(
    driven.map(async ({ id }) => (await stage.client.getSession(id)).status),
  );
  return {
    kills: options.kills,
    prompts: driven.reduce((sum, { sent }) => sum + sent.length, 0),
    answered: driven.reduce((sum, { answered }) => sum + answered, 0),
    events: live.events.length,
    deliveries: driven.map(({ sent }, index) =>
      checkReceived(sent, ledger.receivedBy(`s${index}`), tagOf),
    ),
    verdicts,
    streams: checkEvents(live.events, replayed.events, conversations),
    statuses,
  };
}
