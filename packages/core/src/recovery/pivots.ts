import { AegisError, createSessionBodySchema, type CreateSessionBody } from '@aegis/protocol';
import type { JsonValue, SessionStore } from '@aegis/store';
import * as v from 'valibot';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import { pivotRequest } from './pivot-request.ts';

/** What is still to be started in the place of a session that was ended, by that session's id. */
const KEY = 'core.pivot.';

export interface PivotDependencies {
  store: SessionStore;
  clock: Clock;
  logger: Logger;
  find: (id: string) => ManagedSession;
  /** Whether a session could be started there. @throws AegisError */
  check: (workDir: string) => Promise<void>;
  kill: (session: ManagedSession) => Promise<void>;
  /** `replaces`: the session that was ended. `alongside` is stored in one go with the new one. */
  start: (
    request: CreateSessionBody,
    origin: { replaces: string; alongside: () => void },
  ) => Promise<{ id: string }>;
}

/** Ends sessions that stall, and starts others in their places: once each, also where Aegis ends in between. */
export class Pivots {
  readonly #dependencies: PivotDependencies;

  constructor(dependencies: PivotDependencies) {
    this.#dependencies = dependencies;
  }

  /** @returns the new session's id */
  async pivot(session: ManagedSession, prompt: string): Promise<string> {
    const { store, clock, check, kill } = this.#dependencies;
    const request = pivotRequest(session.record, prompt);
    await check(request.workDir);
    // The schema is one of JSON.
    const value = request as unknown as JsonValue;
    store.setKey({ key: `${KEY}${session.id}`, value, at: clock.now(), expiresAt: null });
    try {
      await kill(session);
    } catch (error) {
      store.deleteKey(`${KEY}${session.id}`);
      throw error;
    }
    return this.#replace(session.id, request);
  }

  /** Whether another session is to take this one's place: written before it is ended, and until the other one is stored. */
  isUnderWay(id: string): boolean {
    const { store, clock } = this.#dependencies;
    return store.getKey(`${KEY}${id}`, clock.now()) !== null;
  }

  /** After a restart: what was ended and not replaced is replaced now. */
  async finish(): Promise<void> {
    const { store, clock, logger } = this.#dependencies;
    try {
      for (const { key, value } of store.listKeys({ prefix: KEY, at: clock.now() })) {
        await this.#finish(key.slice(KEY.length), value);
      }
    } catch (error) {
      logger.error({ error: String(error) }, 'a pivot could not be finished');
    }
  }

  async #finish(id: string, stored: JsonValue): Promise<void> {
    const { store, find } = this.#dependencies;
    const request = v.safeParse(createSessionBodySchema, stored);
    const session = request.success ? find(id) : null;
    // One that was not ended yet has said so itself, and goes on climbing.
    if (!request.success || session?.hasEnded !== true) {
      store.deleteKey(`${KEY}${id}`);
      return;
    }
    const replacedBy = await this.#replace(id, request.output);
    const { ladder } = session.record;
    session.state.commit({ ladder: ladder === null ? null : { ...ladder, isClimbing: false } }, [
      {
        type: 'recovery-step',
        data: {
          step: {
            rung: 'pivot',
            step: Math.max(0, (ladder?.made ?? 1) - 1),
            outcome: 'done',
            detail: 'Finished after a restart of Aegis.',
            replacedBy,
          },
        },
      },
    ]);
  }

  async #replace(id: string, request: CreateSessionBody): Promise<string> {
    const { store, start } = this.#dependencies;
    const settled = () => void store.deleteKey(`${KEY}${id}`);
    try {
      const { id: replacedBy } = await start(request, { replaces: id, alongside: settled });
      return replacedBy;
    } catch (error) {
      settled();
      const message = error instanceof Error ? error.message : String(error);
      throw new AegisError(
        AegisError.is(error) ? error.code : 'internal',
        `Session ${id} was ended, but none could be started in its place: ${message} Its conversation can be resumed.`,
        { cause: error },
      );
    }
  }
}
