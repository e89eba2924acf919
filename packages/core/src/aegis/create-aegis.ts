import { resolve } from 'node:path';
import type { SessionStore } from '@aegis/store';
import { EndedSubagents } from '../subagents/ended-subagents.ts';
import { readSwarm } from '../swarm/read-swarm.ts';
import type { Aegis } from './aegis.ts';
import { closeAegis } from './close-aegis.ts';
import { composeAegis, type Opened } from './compose-aegis.ts';
import { openStateStore } from './open-state-store.ts';
import { DEFAULT_STATE_DIR, type AegisOptions } from './options.ts';
import { readHealth, readVitals } from './read-health.ts';
import { prepareStateDir } from './state-dir.ts';
import { lockStateDir } from './state-dir-lock.ts';
import { takeUp } from './take-up.ts';

/**
 * Sessions of one state directory, in this process. Takes over what still runs.
 * @throws AegisError `store_failed`, `state_dir_in_use`, `config_invalid` for a webhook target that cannot be allowed
 */
export async function createAegis(options: AegisOptions = {}): Promise<Aegis> {
  // Absolute: Claude Code, in another directory, is given paths in it.
  const stateDir = resolve(options.stateDir ?? DEFAULT_STATE_DIR);
  await prepareStateDir(stateDir);
  const lock = lockStateDir(stateDir);
  let store: SessionStore | null = null;
  try {
    store = openStateStore(stateDir);
    return await openAegis(options, { stateDir, store, lock });
  } catch (error) {
    store?.close();
    lock.release();
    throw error;
  }
}

async function openAegis(options: AegisOptions, opened: Opened): Promise<Aegis> {
  const parts = await composeAegis(options, opened);
  await takeUp(parts);
  const { sessions, stateDir, events, webhooks, memory, templates, pipelines, store } = parts;
  const { known, env, hookDoor, disagreements, usageMeter } = parts;
  const ended = new EndedSubagents();
  return {
    ...{ sessions, stateDir, webhooks, memory, templates, pipelines },
    events: (query) => events.subscribe(query),
    onEvent: (listener) => events.onEvent(listener),
    eventsStart: (after) => events.start(after),
    swarm: (query = {}) => readSwarm(query, { sessions: known, ended, env }),
    keys: store,
    receiveHook: hookDoor.receive,
    disagreements: () => disagreements.read(),
    health: () => readHealth(parts),
    vitals: () => readVitals(parts),
    onUsage: (listener) => usageMeter.onGrowth(listener),
    close: (how) => closeAegis(parts, how),
  };
}
