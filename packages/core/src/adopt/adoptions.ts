import type { AdoptablePane, AdoptBody } from '@aegis/protocol';
import type { Clock } from '../ports/clock.ts';
import type { FoundProgram, SessionHandle, SessionRuntime } from '../ports/runtime.ts';
import { KeyLock } from '../session/key-lock.ts';
import { locateTranscript } from '../session/locate-transcript.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import type { SessionRecord } from '../session/session-record.ts';
import { adoptedRecord } from './adopted-record.ts';

/** Milliseconds that the screen of an adopted session is waited for. */
const SCREEN_TIMEOUT_MS = 3_000;

export interface AdoptionDependencies {
  clock: Clock;
  runtime: SessionRuntime;
  /** Sessions that are watched. */
  managed: () => Iterable<ManagedSession>;
  /** Stores a session, tells of it and watches it. */
  insert: (record: SessionRecord) => ManagedSession;
}

/** Takes over what people started in panes of their own. */
export class Adoptions {
  readonly #dependencies: AdoptionDependencies;
  readonly #lock = new KeyLock();

  constructor(dependencies: AdoptionDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * One at a time: two that ask for one pane get one session.
   * @throws AegisError `pane_not_found`, `no_claude_in_pane`, `already_ours`, `tmux_…`
   */
  adopt(body: AdoptBody): Promise<ManagedSession> {
    return this.#lock.run(() => this.#adopt(body));
  }

  /** Panes of this user in which a Claude Code runs that Aegis did not start. */
  async list(): Promise<AdoptablePane[]> {
    const programs = await this.#dependencies.runtime.listPrograms();
    return programs.map((program) => {
      const { socketPath, paneId, place, pid, workDir, claudeSessionId, claudeVersion } = program;
      const facts = { socketPath, paneId, place, pid, workDir, claudeSessionId, claudeVersion };
      return { ...facts, sessionId: this.#adoptedAs(program)?.id ?? null };
    });
  }

  async #adopt({ pane, socket, ...wishes }: AdoptBody): Promise<ManagedSession> {
    const { clock, runtime } = this.#dependencies;
    const program = await runtime.findProgram({ socket: socket ?? null, pane });
    const known = this.#adoptedAs(program);
    if (known !== null) return known;
    const { claudeSessionId, configDir, workDir } = program;
    const transcriptPath =
      claudeSessionId === null
        ? null
        : await locateTranscript({ configDir, workDir: workDir ?? '' }, claudeSessionId);
    const record = await adoptedRecord(program, wishes, { now: clock.now(), transcriptPath });
    const handle = await runtime.adopt(program);
    const session = this.#insert(record, handle);
    const isRead = session.state.recover(SCREEN_TIMEOUT_MS);
    session.attach(handle);
    await isRead;
    return session;
  }

  #insert(record: SessionRecord, handle: SessionHandle): ManagedSession {
    try {
      return this.#dependencies.insert(record);
    } catch (error) {
      handle.release();
      throw error;
    }
  }

  #adoptedAs({ pid, processStart }: FoundProgram): ManagedSession | null {
    const isIt = ({ hasEnded, record: { adopted } }: ManagedSession) =>
      !hasEnded && adopted?.pid === pid && adopted.processStart === processStart;
    return [...this.#dependencies.managed()].find(isIt) ?? null;
  }
}
