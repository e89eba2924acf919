import type { Parts } from './compose-aegis.ts';

/** Let go of everything. Sessions live on, unless they are to be ended. */
export async function closeAegis(parts: Parts, { killSessions = false } = {}): Promise<void> {
  const { sessions, known, runtime, retention, worktrees, pipelines, gates, webhooks } = parts;
  const { storeHealth, events, registry, hookDoor, disagreements, store, lock } = parts;
  // First: who sees a session end would start another in its place.
  pipelines.close();
  await gates.close();
  if (killSessions) await killAll(parts);
  else if (sessions.live().length === 0) await runtime.endEmptyHost().catch(() => undefined);
  const swept = retention.stop();
  worktrees.close();
  await known.close();
  await swept;
  await webhooks.close();
  storeHealth.close();
  events.close();
  registry.close();
  await hookDoor.close();
  await runtime.close();
  await disagreements.close();
  store.close();
  lock.release();
}

async function killAll({ sessions, runtime, logger }: Parts): Promise<void> {
  const killed = await Promise.allSettled(sessions.live().map((session) => session.kill()));
  for (const result of killed) {
    if (result.status === 'rejected') logger.error({ error: String(result.reason) }, 'not killed');
  }
  await runtime.endHost();
}
