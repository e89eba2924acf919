import { toTimestamp, type CreateSessionBody } from '@aegis/protocol';
import type { ClaudeLocator } from '../launch/claude-command.ts';
import type { Clock } from '../ports/clock.ts';
import type { SessionRuntime } from '../ports/runtime.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import type { SessionRecord } from '../session/session-record.ts';
import type { Worktrees } from '../worktree/worktrees.ts';
import type { KnownSessions } from './known-sessions.ts';
import { prepareLaunch, type PreparedLaunch } from './launch-session.ts';
import type { SessionOrigin } from './session-origin.ts';
import { removeSessionDir } from './state-dir.ts';
import { untilStarted } from './until-started.ts';

export interface SessionStarterDependencies {
  known: KnownSessions;
  clock: Clock;
  claude: ClaudeLocator;
  runtime: SessionRuntime;
  worktrees: Worktrees;
  stateDir: string;
  inheritedEnvironment: Readonly<Record<string, string | undefined>>;
  hookBaseUrl: string;
}

/** Starts Claude Code for a session: for whoever asks, and for what Aegis itself has to start. */
export class SessionStarter {
  readonly #dependencies: SessionStarterDependencies;

  constructor(dependencies: SessionStarterDependencies) {
    this.#dependencies = dependencies;
  }

  /** Where the sessions that it starts send their hooks. */
  get hookBaseUrl(): string {
    return this.#dependencies.hookBaseUrl;
  }

  /**
   * Nothing is left of what cannot be stored, and nothing was started then.
   * @throws StoreError; AegisError for a request that cannot be, `claude_not_found`, `claude_too_old`, `claude_exited`, `tmux_…`
   */
  async start(request: CreateSessionBody, origin: SessionOrigin = {}): Promise<ManagedSession> {
    const { known, clock, claude, runtime, worktrees } = this.#dependencies;
    const { stateDir, inheritedEnvironment, hookBaseUrl } = this.#dependencies;
    if (request.parentId !== undefined) known.find(request.parentId);
    const { record, plan, prompt } = await prepareLaunch(request, {
      ...{ stateDir, inheritedEnvironment, hookBaseUrl, worktrees, origin },
      resolveClaude: () => claude.resolve(),
      now: clock.now(),
    });
    const session = await this.#insertOrClean(record, prompt, origin.alongside);
    origin.onStored?.(session);
    session.state.observe({ source: 'launch', at: clock.monotonic() });
    try {
      session.attach(await runtime.launch(plan));
    } catch (error) {
      session.ended({
        code: null,
        signal: null,
        at: toTimestamp(clock.now()),
        reason: 'crashed',
        lastScreen: null,
      });
      throw error;
    }
    if (request.wait !== false) await untilStarted(session);
    return session;
  }

  /**
   * Start a session where one that has ended worked: in its worktree, where it had one, which is the new one's from now on.
   * @throws AegisError `session_not_found`, and as {@link SessionStarter.start}
   */
  async startInPlaceOf(
    id: string,
    requestFor: (record: SessionRecord) => CreateSessionBody,
    originFor: (record: SessionRecord) => SessionOrigin = () => ({}),
  ): Promise<ManagedSession> {
    const { known, worktrees } = this.#dependencies;
    await worktrees.settled(id);
    const { record } = known.find(id);
    const request = requestFor(record);
    const origin = originFor(record);
    const worktree = record.worktree ?? record.formerWorktree;
    if (worktree === null) return this.start(request, origin);
    const keepWorktree = record.keepWorktree === true;
    const session = await this.start(request, { ...origin, worktree, keepWorktree });
    // To be told and to be cleaned.
    known.worktreeLeft(id, worktree);
    return session;
  }

  async #insertOrClean(
    record: SessionRecord,
    prompt: PreparedLaunch['prompt'],
    alongside?: () => void,
  ): Promise<ManagedSession> {
    const { known, stateDir, worktrees } = this.#dependencies;
    try {
      return known.insert(record, prompt, alongside);
    } catch (error) {
      await removeSessionDir(stateDir, record.id);
      await worktrees.settle(record.id);
      throw error;
    }
  }
}
