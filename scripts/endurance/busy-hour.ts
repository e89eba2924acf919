import type { AegisEvent } from '@aegis/protocol';
import { bash, say } from '@aegis/testkit';
import { BUSY_HOUR, type Done } from './busy-day.ts';
import type { EnduranceStage } from './endurance-stage.ts';

const WAIT_MS = 60_000;

/**
 * One busy hour, or a share of one, as fast as it goes.
 * @param longLived the session that lives all day
 */
export async function busyHour(
  stage: EnduranceStage,
  longLived: string,
  { share, label }: { share: number; label: string },
): Promise<Done> {
  const done: Done = { sessions: 0, turns: 0, permissions: 0, streams: 0, events: 0 };
  const count = (of: number) => Math.max(1, Math.round(of * share));
  const halves = [0, 1].map((half) =>
    repeat(Math.ceil(count(BUSY_HOUR.sessions) / 2), (at) =>
      shortSession(stage, `${label}-${half}-${at}`, done),
    ),
  );
  await Promise.all([
    ...halves,
    repeat(Math.ceil(count(BUSY_HOUR.turns) / BUSY_HOUR.queued), (at) =>
      queueOfTurns(stage, longLived, `${label}-q${at}`, done),
    ),
    repeat(count(BUSY_HOUR.streams), () => passingClient(stage, done)),
  ]);
  return done;
}

async function repeat(times: number, work: (at: number) => Promise<void>): Promise<void> {
  for (let at = 0; at < times; at += 1) await work(at);
}

async function shortSession(
  { api, client, workDir }: EnduranceStage,
  label: string,
  done: Done,
): Promise<void> {
  const prompt = `run it ${label}.`;
  api.when(prompt, [[bash(`echo ${label} >> done.txt`)], say(`Ran ${label}.`)]);
  const { id } = await client.createSession({ workDir, prompt });
  const asked = await client.wait(id, { status: ['bash_approval'], timeoutMs: WAIT_MS });
  must(asked.pending !== null, `${label} asks`, asked);
  await client.approve(id, {});
  const rested = await client.wait(id, { status: ['idle'], timeoutMs: WAIT_MS });
  must(!rested.timedOut, `${label} comes to rest`, rested);
  const { messages } = await client.readSession(id, {});
  must(
    messages.some(({ text }) => text === `Ran ${label}.`),
    `${label} is read`,
    messages,
  );
  await client.capturePane(id, {});
  await client.killSession(id);
  done.sessions += 1;
  done.permissions += 1;
}

async function queueOfTurns(
  { client }: EnduranceStage,
  id: string,
  label: string,
  done: Done,
): Promise<void> {
  const texts = Array.from({ length: BUSY_HOUR.queued }, (_, at) => `turn ${label}-${at}.`);
  await Promise.all(texts.map((text) => client.sendMessage(id, { text })));
  const rested = await client.wait(id, { status: ['idle'], timeoutMs: WAIT_MS });
  must(!rested.timedOut, `${label} comes to rest`, rested);
  done.turns += texts.length;
}

/** Comes, hears what has been from a while ago on, and goes: in the middle of a stream, as clients do. */
async function passingClient({ client }: EnduranceStage, done: Done): Promise<void> {
  const stop = new AbortController();
  const heard: AegisEvent[] = [];
  const timer = setTimeout(() => stop.abort(), 3_000);
  try {
    for await (const event of client.events({ signal: stop.signal })) {
      heard.push(event);
      if (heard.length >= 3) stop.abort();
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
  done.streams += 1;
}

function must(holds: boolean, what: string, seen: unknown): void {
  if (!holds) throw new Error(`Not so: ${what}. Seen: ${JSON.stringify(seen).slice(0, 2_000)}`);
}
