import type {
  AdoptablePane,
  AdoptBody,
  BatchBody,
  BatchResult,
  CreateSessionBody,
  ListSessionsQuery,
  ResumeBody,
  RunTemplateBody,
  SessionList,
} from '@aegis/protocol';
import { Adoptions } from '../adopt/adoptions.ts';
import { claudeConfigDir, sessionEnvironment } from '../launch/environment.ts';
import { withMemory } from '../memory/memory-block.ts';
import type { Memory } from '../memory/memory.ts';
import type { Logger } from '../ports/logger.ts';
import type { SessionRuntime } from '../ports/runtime.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import type { Templates } from '../templates/templates.ts';
import { AegisSession, type SessionServices } from './aegis-session.ts';
import { createBatch } from './create-batch.ts';
import type { KnownSessions } from './known-sessions.ts';
import { resumeRequest } from './resume-request.ts';
import type { SessionStarter } from './session-starter.ts';

export interface SessionsDependencies extends SessionServices {
  known: KnownSessions;
  starter: SessionStarter;
  templates: Templates;
  memory: Memory;
  runtime: SessionRuntime;
  logger: Logger;
  stateDir: string;
  inheritedEnvironment: Readonly<Record<string, string | undefined>>;
}

export interface CreateOptions {
  /** Called with what is really asked for, its template filled in. What it throws refuses the session. */
  authorise?: (request: CreateSessionBody) => void;
}

/** All sessions of one state directory. */
export class Sessions {
  readonly #dependencies: SessionsDependencies;
  readonly #adoptions: Adoptions;

  constructor(dependencies: SessionsDependencies) {
    this.#dependencies = dependencies;
    const { clock, runtime, known } = dependencies;
    this.#adoptions = new Adoptions({
      ...{ clock, runtime },
      managed: () => known.allWatched(),
      insert: (record) => known.insert(record),
    });
  }

  /**
   * Start a session. With a prompt it answers when the delivery is proven or a dialog stands in the way; without one when
   * Claude Code is ready or asks something; at the latest after 15 seconds. With `wait: false` it answers once Claude Code is
   * started.
   * @throws StoreError where it cannot be stored: nothing is started then
   * @throws AegisError for a request that cannot be, `claude_not_found`, `claude_too_old`, `claude_exited`, `tmux_…`
   */
  async create(asked: CreateSessionBody, { authorise }: CreateOptions = {}): Promise<AegisSession> {
    const { templates, memory, starter } = this.#dependencies;
    const expanded = templates.expand(asked);
    authorise?.(expanded);
    return this.#wrap(await starter.start(withMemory(expanded, (key) => memory.get(key))));
  }

  /** Start several: one result or error for each, in order. */
  createBatch(body: BatchBody, options: CreateOptions = {}): Promise<BatchResult> {
    const create = async (item: CreateSessionBody) => (await this.create(item, options)).info();
    return createBatch(body, create, this.#dependencies.logger);
  }

  /** Start a session from a template; the same as {@link Sessions.create} with its `templateId`. */
  createFromTemplate(
    templateId: string,
    body: RunTemplateBody,
    options: CreateOptions = {},
  ): Promise<AegisSession> {
    return this.create({ ...body, templateId }, options);
  }

  /**
   * Start a session that goes on with the conversation of one that has ended.
   * @throws AegisError `session_not_found`, `session_running`, `resume_not_found`, and as {@link Sessions.create}
   */
  async resume(id: string, body: ResumeBody = {}): Promise<AegisSession> {
    const { starter, inheritedEnvironment } = this.#dependencies;
    const configDir = claudeConfigDir(sessionEnvironment(inheritedEnvironment, {}));
    return this.#wrap(
      await starter.startInPlaceOf(id, (record) => resumeRequest(record, body, configDir)),
    );
  }

  /**
   * Take over a Claude Code that somebody started in a tmux pane of their own. One that is adopted already is that session.
   * @throws AegisError `pane_not_found`, `no_claude_in_pane`, `already_ours`, `tmux_…`
   */
  async adoptPane(body: AdoptBody): Promise<AegisSession> {
    return this.#wrap(await this.#adoptions.adopt(body));
  }

  /** Panes of this user in which a Claude Code runs that Aegis did not start. */
  adoptablePanes(): Promise<AdoptablePane[]> {
    return this.#adoptions.list();
  }

  /** @throws AegisError `session_not_found` */
  get(id: string): AegisSession {
    return this.#wrap(this.#dependencies.known.find(id));
  }

  /** Newest first. @throws AegisError `invalid_request` for a cursor that is none */
  list(query: ListSessionsQuery = {}): SessionList {
    return this.#dependencies.known.list(query);
  }

  /**
   * Take over every session of ours that runs in tmux and is not watched yet. Done once at the start; again where tmux could
   * not be asked then.
   * @throws AegisError `tmux_…`
   */
  async recover(): Promise<AegisSession[]> {
    const { known, runtime, stateDir } = this.#dependencies;
    const adopted = await known.recover({ runtime, stateDir });
    return adopted.map((session) => this.#wrap(session));
  }

  /** Those that run. */
  live(): AegisSession[] {
    return this.#dependencies.known.live().map((session) => this.#wrap(session));
  }

  #wrap(session: ManagedSession): AegisSession {
    return new AegisSession(session, this.#dependencies);
  }
}
