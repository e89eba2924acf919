import type { Parts } from './compose-aegis.ts';

/** Go on where the last Aegis of this state directory ended. Resolves once every session that runs is watched. */
export async function takeUp(parts: Parts): Promise<void> {
  const { known, starter, runtime, sessions, hookDoor, logger } = parts;
  const { retention, pivots, webhooks, worktrees, pipelines } = parts;
  await hookDoor.listenWhereSessionsCall(starter.hookBaseUrl);
  if (known.records({ ended: false }).length > 0 || (await runtime.isHostThere())) {
    await sessions.recover().catch((error: unknown) => {
      logger.error({ error: String(error) }, 'running sessions could not be taken over');
    });
    // Those that the store did not know call where it could not know of either.
    await hookDoor.listenWhereSessionsCall(starter.hookBaseUrl);
  }
  retention.sweep();
  // Starting a session takes a while, and nobody waits for these.
  void pivots.finish();
  webhooks.start();
  // In this order: what a session that never came to be left is in the way of the one that is started in its place.
  void worktrees
    .sweep()
    .catch((error: unknown) => {
      logger.warn({ error: String(error) }, 'worktrees of ended sessions were not looked through');
    })
    .then(() => pipelines.takeUp());
}
