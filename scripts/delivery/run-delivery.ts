import { createAegis, type AegisSession } from '@aegis/core';
import {
  createClaudeHome,
  createOwnedDirectory,
  createWorkDir,
  resolveClaude,
  startScriptedApi,
} from '@aegis/testkit';
import { Random } from '../random.ts';
import { checkReceived, type DeliveryFaults } from './check-received.ts';
import { Ledger, tagOf } from './ledger.ts';
import { randomPrompt } from './random-prompt.ts';

export interface DeliveryOptions {
  prompts: number;
  /** Sessions that are sent to at once. */
  sessions: number;
  /** The same seed gives the same prompts. */
  seed: number;
  onPrompt?: (count: number) => void;
}

export interface DeliveryRun {
  sent: number;
  bytes: number;
  ms: number;
  /** By verdict, and what it rests on: `delivered hook.UserPromptSubmit`. */
  verdicts: Record<string, number>;
  faults: DeliveryFaults[];
}

/** A session's prompts are at work at the same time: some wait in the outbox while a turn runs. */
const AT_ONCE = 3;
const IDLE_TIMEOUT_MS = 120_000;

/** Sends random prompts to real Claude Code, several sessions at once, and compares what its model got. */
export async function runDelivery(options: DeliveryOptions): Promise<DeliveryRun> {
  const api = await startScriptedApi();
  const home = await createClaudeHome({ api });
  const state = await createOwnedDirectory();
  const work = await createWorkDir();
  home.trust(work.path);
  const aegis = await createAegis({
    stateDir: state.path,
    claudeCommand: [resolveClaude()],
    env: home.env,
  });
  const ledger = new Ledger(api);
  const run: DeliveryRun = { sent: 0, bytes: 0, ms: 0, verdicts: {}, faults: [] };
  try {
    const startedAt = Date.now();
    const share = Math.ceil(options.prompts / options.sessions);
    const each = Array.from({ length: options.sessions }, async (_, index) => {
      const session = await aegis.sessions.create({ workDir: work.path, name: `session-${index}` });
      const sent = await sendAll(session, { index, share, run, options });
      ledger.look();
      run.faults.push(checkReceived(sent, ledger.receivedBy(`s${index}`), tagOf));
    });
    await Promise.all(each);
    run.ms = Date.now() - startedAt;
    return run;
  } finally {
    ledger.stop();
    await aegis.close({ killSessions: true });
    await home.dispose();
    await work.dispose();
    await state.dispose();
    await api.close();
  }
}

interface Sending {
  index: number;
  share: number;
  run: DeliveryRun;
  options: DeliveryOptions;
}

async function sendAll(session: AegisSession, sending: Sending): Promise<string[]> {
  const { index, share, run, options } = sending;
  const random = new Random(options.seed * 1_009 + index);
  const sent: string[] = [];
  while (sent.length < share) {
    const batch = Array.from({ length: Math.min(random.between(1, AT_ONCE), share - sent.length) });
    const results = batch.map(() => {
      const text = randomPrompt(random, `s${index}-${sent.length}.`);
      sent.push(text);
      run.sent += 1;
      run.bytes += Buffer.byteLength(text);
      options.onPrompt?.(run.sent);
      return session.send(text);
    });
    for (const result of await Promise.all(results)) {
      const key = `${result.verdict} ${result.evidence?.rule ?? ''}`.trim();
      run.verdicts[key] = (run.verdicts[key] ?? 0) + 1;
    }
    const { timedOut } = await session.waitFor('idle', { timeoutMs: IDLE_TIMEOUT_MS });
    if (timedOut) throw new Error(`${session.id} did not come to rest after ${sent.at(-1) ?? ''}`);
  }
  return sent;
}
