import {
  AegisError,
  gateReportSchema,
  toTimestamp,
  type GateBody,
  type GateCheck,
  type GateReport,
  type SessionStatus,
} from '@aegis/protocol';
import type { JsonValue, SessionStore } from '@aegis/store';
import * as v from 'valibot';
import { sessionEnvironment } from '../launch/environment.ts';
import { resolveWorkDir } from '../launch/work-dir.ts';
import type { Clock } from '../ports/clock.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import { readConversation } from '../session/read-conversation.ts';
import { checkTranscript } from './check-transcript.ts';
import { commandCheck, planCommands, type PlannedCommand } from './command-check.ts';
import { detectCommands } from './detect-commands.ts';
import { judge } from './gate-report.ts';
import { gateKey } from './gate-key.ts';
import { readProject } from './read-project.ts';
import { runGateCommand } from './run-gate-command.ts';

export interface GatesDependencies {
  store: SessionStore;
  clock: Clock;
  newId: () => string;
  /** What sessions inherit, and commands do. */
  inheritedEnvironment: Readonly<Record<string, string | undefined>>;
}

/** In these something is, or may be, at work on the files that would be checked. */
const AT_WORK: ReadonlySet<SessionStatus> = new Set(['starting', 'working', 'unknown']);
/** Milliseconds that the transcript has to catch up with what was said. */
const TRANSCRIPT_TIMEOUT_MS = 1_500;

/** No colours, no pagers, and nobody to watch what changes. */
const COMMAND_DEFAULTS = { CI: '1', NO_COLOR: '1', FORCE_COLOR: '0', TERM: 'dumb' } as const;

/** The quality gate: checks before a session's work is accepted. One at a time for each session. */
export class Gates {
  readonly #dependencies: GatesDependencies;
  readonly #running = new Map<string, { stop: AbortController; done: Promise<unknown> }>();
  #isClosed = false;

  constructor(dependencies: GatesDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * All checks are made, whatever the one before came to; commands one after the other, since they share the files.
   * @param signal the caller has gone: what runs is ended, and no report is kept
   * @throws AegisError `gate_running`, `session_busy`, `invalid_request` for a command, `workdir_…`, `shutting_down`
   */
  async run(session: ManagedSession, body: GateBody, signal?: AbortSignal): Promise<GateReport> {
    const { id } = session;
    if (this.#isClosed) throw stopped(id);
    if (this.#running.has(id)) throw alreadyRunning(id);
    refuseWork(session);
    const stop = new AbortController();
    const onAbort = () => stop.abort();
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted === true) stop.abort();
    const report = this.#report(session, body, stop.signal);
    this.#running.set(id, { stop, done: report.catch(() => undefined) });
    try {
      return await report;
    } finally {
      this.#running.delete(id);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** @throws AegisError `gate_not_found` */
  last({ id }: ManagedSession): GateReport {
    const { store, clock } = this.#dependencies;
    const kept = v.safeParse(gateReportSchema, store.getKey(gateKey(id), clock.now())?.value);
    if (kept.success) return kept.output;
    throw new AegisError(
      'gate_not_found',
      `No quality gate was run for session ${id} yet. Run one with POST …/gate (\`aegis gate\`).`,
    );
  }

  /** Ends what runs. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const running = [...this.#running.values()];
    for (const { stop } of running) stop.abort();
    await Promise.all(running.map(({ done }) => done));
  }

  async #report(session: ManagedSession, body: GateBody, signal: AbortSignal): Promise<GateReport> {
    const { clock, newId } = this.#dependencies;
    const startedAt = toTimestamp(clock.now());
    const id = newId();
    const work = watchWork(session);
    try {
      const workDir = await resolveWorkDir(session.record.workDir);
      const found = body.commands === undefined ? detectCommands(await readProject(workDir)) : [];
      const commands = planCommands(body, found);
      const checks: GateCheck[] = body.transcript === false ? [] : [await transcript(session)];
      if (body.commands === undefined && commands.length === 0) checks.push(NOTHING_FOUND);
      for (const [at, command] of commands.entries()) {
        checks.push(
          await this.#command(command, { session, workDir, mark: `${id}.${at}`, signal }),
        );
        if (signal.aborted) throw stopped(session.id);
      }
      const { verdict, summary } = judge(checks);
      const report: GateReport = {
        ...{ id, sessionId: session.id, verdict },
        summary: work.wasSeen() ? `${summary} ${WORKED_MEANWHILE}` : summary,
        ...{ startedAt, endedAt: toTimestamp(clock.now()), checks },
      };
      this.#keep(session, report);
      return report;
    } finally {
      work.stop();
    }
  }

  async #command(
    command: PlannedCommand,
    {
      session,
      workDir,
      mark,
      signal,
    }: { session: ManagedSession; workDir: string; mark: string; signal: AbortSignal },
  ): Promise<GateCheck> {
    const { clock, inheritedEnvironment } = this.#dependencies;
    const { argv, timeoutMs } = command;
    const asked = session.record.launch?.env ?? {};
    const env = { ...sessionEnvironment(inheritedEnvironment, asked), ...COMMAND_DEFAULTS };
    const plan = { argv, cwd: workDir, env, timeoutMs, mark };
    return commandCheck(command, await runGateCommand(plan, { clock, signal }));
  }

  /** In one go with its event: what was told can be read. */
  #keep(session: ManagedSession, report: GateReport): void {
    const { store, clock } = this.#dependencies;
    session.state.commit({}, [{ type: 'gate-finished', data: { report } }], {
      write: () => {
        // A report is JSON.
        const value = report as unknown as JsonValue;
        store.setKey({ key: gateKey(session.id), value, at: clock.now(), expiresAt: null });
      },
    });
  }
}

const WORKED_MEANWHILE =
  'The session went to work meanwhile: what was checked may have changed under it.';

const NOTHING_FOUND: GateCheck = {
  name: 'commands',
  kind: 'command',
  verdict: 'skipped',
  summary: 'The project offers no command that is known to check it. Name some in `commands`.',
  findings: [],
  run: null,
};

async function transcript(session: ManagedSession): Promise<GateCheck> {
  const { record, hasEnded } = session;
  try {
    await session.conversation.caughtUp(TRANSCRIPT_TIMEOUT_MS);
    const { messages } = await readConversation(record, {});
    return checkTranscript({ messages, lastTurn: record.lastTurn, hasEnded });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const base = { name: 'transcript', kind: 'transcript' as const, findings: [], run: null };
    return { ...base, verdict: 'error', summary: `The transcript could not be read: ${why}` };
  }
}

/** Whether the session works at any time from now on. */
function watchWork({ state }: ManagedSession): { wasSeen: () => boolean; stop: () => void } {
  let seen = false;
  const stop = state.waiters.onCheck(() => {
    seen ||= state.record.status === 'working';
  });
  return { wasSeen: () => seen, stop };
}

function refuseWork({ id, record, state, hasEnded }: ManagedSession): void {
  const { status } = record;
  const isAboutTo = status === 'idle' && !state.isAtRest && !hasEnded;
  if (!AT_WORK.has(status) && !isAboutTo) return;
  throw new AegisError(
    'session_busy',
    `Session ${id} is ${isAboutTo ? 'about to work' : status}: what would be checked is changing. Wait until it is idle (GET …/wait), then run the gate.`,
    { details: { status } },
  );
}

function alreadyRunning(id: string): AegisError {
  return new AegisError(
    'gate_running',
    `A quality gate of session ${id} is running. Its report comes with the event \`gate-finished\`, and is then at GET …/gate.`,
  );
}

function stopped(id: string): AegisError {
  return new AegisError(
    'shutting_down',
    `The quality gate of session ${id} was stopped before it was through; run it again.`,
  );
}
