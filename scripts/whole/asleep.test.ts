import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:net';
import type { AegisEvent } from '@aegis/protocol';
import { bash, eventually, say, thinkFor } from '@aegis/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setAsleepStage, type AsleepStage } from '../asleep/asleep-stage.ts';

const HOUR = 3_600_000;
const WAIT_MS = 30_000;
/** Longer than every wait of the server but that for tmux. */
const ASLEEP_MS = 6_000;

let stage: AsleepStage;
let id: string;
const events: AegisEvent[] = [];
const cuts: unknown[] = [];
const stop = new AbortController();
let following: Promise<void>;
beforeAll(async () => {
  stage = await setAsleepStage();
  following = (async () => {
    const all = { after: 0, signal: stop.signal, onCut: (cut: unknown) => cuts.push(cut) };
    for await (const event of stage.client.events(all)) events.push(event);
  })().catch(() => undefined);
  id = (await stage.client.createSession({ workDir: stage.workDir })).id;
});
afterAll(async () => {
  stop.abort();
  await following;
  await stage.dispose();
});

async function reach(status: 'idle' | 'bash_approval' | 'working') {
  const reached = await stage.client.wait(id, { status: [status], timeoutMs: WAIT_MS });
  if (!reached.timedOut) return reached;
  const { pane } = await stage.client.capturePane(id, {});
  throw new Error(`Not ${status}: ${JSON.stringify(reached)}\n${pane}`);
}
const timesReceived = (prompt: string) =>
  stage.api.requests.filter(
    (request) => request.kind === 'main' && request.turn === 0 && request.prompt === prompt,
  ).length;

describe.each([
  { who: 'server', hours: 1 },
  { who: 'server', hours: -1 },
  { who: 'everything', hours: 1 },
] as const)('$who asleep, and the clock $hours h ahead when it wakes up', ({ who, hours }) => {
  const name = `${who} ${hours}`;

  test('a turn that ended meanwhile, and prompts that wait, one of them sent just before', async () => {
    const texts = [`think ${name}`, `second ${name}`, `third ${name}`];
    stage.api.when(`think ${name}`, [[thinkFor(2_500), say(`Thought ${name}.`)]]);
    const turnsBefore = events.filter(({ type }) => type === 'turn-ended').length;
    await stage.client.sendMessage(id, { text: `think ${name}` });
    await reach('working');
    const sent = texts.slice(1).map((text) => stage.client.sendMessage(id, { text }));
    await sleep(20);
    await stage.whileAsleep(who, () => sleep(ASLEEP_MS), hours * HOUR);
    const results = await Promise.all(sent);
    expect(results.map(({ verdict }) => verdict)).not.toContain('failed');
    const { lastTurn, detail } = await reach('idle');
    expect(lastTurn).toMatchObject({ outcome: 'completed' });
    expect(detail.queued).toBe(0);
    expect(texts.map(timesReceived)).toEqual([1, 1, 1]);
    const ended = () => events.filter(({ type }) => type === 'turn-ended').length - turnsBefore;
    // The stream may be a moment behind the wait.
    await eventually('the end of each turn to be told', () => ended() >= 3);
    expect(ended()).toBe(3);
  });

  test('a dialog that was up before is answered after', async () => {
    stage.api.when(`ask ${name}`, [[bash(`echo ${who} >> asked.txt`)], say(`Asked ${name}.`)]);
    await stage.client.sendMessage(id, { text: `ask ${name}` });
    const { pending } = await reach('bash_approval');
    await stage.whileAsleep(who, () => sleep(ASLEEP_MS), -hours * HOUR);
    const after = await reach('bash_approval');
    expect(after.pending?.id).toBe(pending?.id);
    expect(await stage.client.approve(id, {})).toMatchObject({ ok: true });
    expect((await reach('idle')).lastTurn).toMatchObject({ outcome: 'completed' });
  });
});

test('a dialog that a person answers while the server sleeps is closed when it wakes up', async () => {
  stage.api.when('answered elsewhere', [[bash('echo it >> it.txt')], say('It was answered.')]);
  await stage.client.sendMessage(id, { text: 'answered elsewhere' });
  const { pending, paneId } = await reach('bash_approval');
  await stage.whileAsleep('server', async () => {
    // It is drawn a moment after its hook, and takes no key at once. The first row is "Yes", and it is highlighted.
    await sleep(1_000);
    await stage.tmux('send-keys', '-t', paneId ?? '', 'Enter');
    await sleep(ASLEEP_MS);
  });
  const { lastTurn, pending: after } = await reach('idle');
  expect(after).toBeNull();
  expect(lastTurn).toMatchObject({ outcome: 'completed' });
  const closed = events.filter((event) => event.type === 'pending-closed').at(-1);
  expect(closed?.data).toMatchObject({ pendingId: pending?.id, closedBy: 'elsewhere' });
  await expect(stage.client.approve(id, { requestId: pending?.id })).rejects.toMatchObject({
    code: 'dialog_gone',
  });
});

test('tmux stopped for longer than its commands may take: no session is taken for lost', async () => {
  await stage.whileAsleep('tmux', () => sleep(18_000));
  const text = 'after tmux slept';
  await eventually('a prompt to be taken', async () => {
    const { verdict } = await stage.client.sendMessage(id, { text, idempotencyKey: text });
    return verdict === 'delivered';
  });
  expect((await reach('idle')).exit).toBeNull();
  expect(timesReceived(text)).toBe(1);
});

test('a client that died meanwhile is noticed', async () => {
  const before = await openSockets();
  const { port } = new URL(stage.baseUrl);
  const client = connect(Number(port), '127.0.0.1');
  client.on('error', () => undefined);
  client.write('GET /v1/events HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
  await new Promise((resolve) => client.once('data', resolve));
  expect(await openSockets()).toBe(before + 1);
  await stage.whileAsleep('server', async () => {
    client.resetAndDestroy();
    await sleep(500);
  });
  await eventually('its socket to be let go', async () => (await openSockets()) <= before);
});

test('the stream: every event once, in order, never cut', async () => {
  const replayed: AegisEvent[] = [];
  const all = { after: 0, signal: AbortSignal.timeout(1_500) };
  try {
    for await (const event of stage.client.events(all)) replayed.push(event);
  } catch {
    // Its time is up.
  }
  expect(events.map((event) => event.id)).toEqual(replayed.map((event) => event.id));
  expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
  expect(cuts).toEqual([]);
});

async function openSockets(): Promise<number> {
  const { readdir, readlink } = await import('node:fs/promises');
  const folder = `/proc/${stage.serverPid}/fd`;
  const names = await readdir(folder);
  const targets = await Promise.all(names.map((fd) => readlink(`${folder}/${fd}`).catch(() => '')));
  return targets.filter((target) => target.startsWith('socket:')).length;
}
