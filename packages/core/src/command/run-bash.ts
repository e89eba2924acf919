import type { BashBody, BashResult } from '@aegis/protocol';
import type { Clock } from '../ports/clock.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import { toShellCommand } from './check-command.ts';
import { findShellRun, type ShellPlace, type ShellRun } from './find-shell-run.ts';
import { typeCommand } from './run-command.ts';

/** Milliseconds that the end of a shell command is waited for, where nothing is said. */
const DEFAULT_TIMEOUT_MS = 60_000;
/** Milliseconds that an idle session has to write down what a command printed. One that was interrupted is not written down. */
const IDLE_MS = 2_000;

/**
 * Run a shell command in a session, as a person does with `!`; while it works the command waits its turn.
 * @returns once it has ended, or after `timeoutMs`; it goes on then
 * @throws AegisError `session_exited`, `dialog_open`, `draft_in_box`, and what the text check throws
 */
export async function runBash(
  session: ManagedSession,
  { command, timeoutMs = DEFAULT_TIMEOUT_MS, idempotencyKey }: BashBody,
  clock: Clock,
): Promise<BashResult> {
  const until = clock.monotonic() + timeoutMs;
  const sent = await typeCommand(session, {
    ...{ kind: 'shell', text: `!${toShellCommand(command)}` },
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });
  const run = sent.delivered ? await endOf(session, sent.messageId, { until, clock }) : null;
  return { ...sent, stdout: run?.stdout ?? null, stderr: run?.stderr ?? null };
}

/** Its output, once it is written down; null where it is not in time, or never will be. */
async function endOf(
  session: ManagedSession,
  messageId: string,
  { until, clock }: { until: number; clock: Clock },
): Promise<ShellRun | null> {
  const row = session.outbox.row(messageId);
  if (row === null) return null;
  const place: ShellPlace = { typing: session.record.typing, transcripts: [] };
  const { waiters } = session.state;
  for (;;) {
    const seen = session.shellOutputs;
    const run = await findShellRun(row, { ...place, transcripts: session.record.transcripts });
    if (run !== null || session.hasEnded) return run;
    const isNews = () => session.shellOutputs !== seen || session.hasEnded;
    const isIdle = () => session.record.status === 'idle';
    const left = () => Math.max(0, until - clock.monotonic());
    await waiters.until(() => (isNews() || isIdle() ? true : null), { timeoutMs: left() });
    if (isNews()) continue;
    if (left() === 0) return null;
    // Idle: what it printed comes now, or not at all.
    const timeoutMs = Math.min(left(), IDLE_MS);
    await waiters.until(() => (isNews() || !isIdle() ? true : null), { timeoutMs });
    if (!isNews() && isIdle()) return null;
  }
}
