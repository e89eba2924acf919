import { timingSafeEqual } from 'node:crypto';
import type { SessionStore } from '@aegis/store';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import { toHookCall } from './hook-body.ts';
import {
  listenForHooks,
  type HookAnswer,
  type HookListener,
  type HookRequest,
} from './hook-listener.ts';
import { decisionBody } from './permission-decision.ts';

/** Key under which the port of our own hook listener is kept, so that it comes back at the same address. */
const HOOK_PORT_KEY = 'core.hook-port';

export interface HookDoorDependencies {
  store: SessionStore;
  clock: Clock;
  logger: Logger;
  lookUp: (sessionId: string) => ManagedSession | null;
  /** The ports that sessions which run were told to call. */
  calledPorts: () => Iterable<number | null>;
}

/** Where the hooks of sessions come in: only those that know their session's secret. */
export class HookDoor {
  readonly #dependencies: HookDoorDependencies;
  readonly #listeners: HookListener[] = [];

  constructor(dependencies: HookDoorDependencies) {
    this.#dependencies = dependencies;
  }

  /** The ports that it listens on. */
  get ports(): number[] {
    return this.#listeners.map(({ port }) => port);
  }

  readonly receive = async (request: HookRequest): Promise<HookAnswer> => {
    const session = this.#dependencies.lookUp(request.sessionId);
    if (session === null || session.hasEnded) return { status: 404, body: null };
    if (!isSameSecret(request.secret, session.record.hookSecret))
      return { status: 403, body: null };
    const call = toHookCall(request.event, request.body);
    const decision = await session.onHook(call, request.signal);
    return { status: 200, body: decision === null ? {} : decisionBody(decision) };
  };

  /** Listen on a port of its own, the same as the last time where that is free. @returns its base URL */
  async listen(): Promise<string> {
    const { store, clock } = this.#dependencies;
    const kept = store.getKey(HOOK_PORT_KEY, clock.now())?.value;
    const listener = await listenForHooks(typeof kept === 'number' ? kept : 0, this.receive).catch(
      () => listenForHooks(0, this.receive),
    );
    this.#listeners.push(listener);
    const { port, baseUrl } = listener;
    store.setKey({ key: HOOK_PORT_KEY, value: port, at: clock.now(), expiresAt: null });
    return baseUrl;
  }

  /** Sessions that were started under another address than this one go on calling that. */
  async listenWhereSessionsCall(current: string): Promise<void> {
    const { calledPorts, logger } = this.#dependencies;
    const ports = new Set(calledPorts());
    ports.delete(Number(new URL(current).port));
    for (const port of this.ports) ports.delete(port);
    for (const port of ports) {
      if (port === null) continue;
      await listenForHooks(port, this.receive).then(
        (listener) => this.#listeners.push(listener),
        () =>
          logger.warn(
            { port },
            'the port that running sessions call is taken; their hooks are not heard',
          ),
      );
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#listeners.map((listener) => listener.close()));
  }
}

function isSameSecret(given: string | null, kept: string | null): boolean {
  if (given === null || kept === null) return false;
  const [one, other] = [Buffer.from(given), Buffer.from(kept)];
  return one.length === other.length && timingSafeEqual(one, other);
}
