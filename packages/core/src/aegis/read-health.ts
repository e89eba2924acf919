import type { Health } from '@aegis/protocol';
import { StoreError, type SessionStore } from '@aegis/store';
import type { ClaudeLocator } from '../launch/claude-command.ts';
import type { TmuxRuntime } from '../runtime/tmux-runtime.ts';
import type { StoreHealth } from '../storage/store-health.ts';

export interface HealthSources {
  store: SessionStore;
  storeHealth: StoreHealth;
  runtime: TmuxRuntime;
  claude: ClaudeLocator;
}

export type Vitals = Pick<Health, 'sessions' | 'store'>;
type KnownHealth = Pick<Health, 'sessions' | 'runtime' | 'store'>;

/** What can be said of everything that sessions need; what is wrong is said, never thrown. */
export async function readHealth(sources: HealthSources): Promise<KnownHealth> {
  const { runtime, claude } = sources;
  const command = [...claude.command];
  const [tmux, resolved] = await Promise.all([
    runtime.health(),
    claude.resolve().then(
      ({ version }) => ({ available: true, version: version.text, command, problem: null }),
      (error: unknown) => ({
        available: false,
        version: null,
        command,
        problem: error instanceof Error ? error.message : String(error),
      }),
    ),
  ]);
  return { ...readVitals(sources), runtime: { tmux, claude: resolved } };
}

/** What the store alone can say. */
export function readVitals({
  store,
  storeHealth,
}: Pick<HealthSources, 'store' | 'storeHealth'>): Vitals {
  storeHealth.look();
  const { problem } = storeHealth;
  const damagedRows = store.damaged().length;
  const known = { available: problem === null, problem: problem?.message ?? null, damagedRows };
  try {
    const byStatus = store.countSessions();
    const total = Object.values(byStatus).reduce((sum, count) => sum + count, 0);
    return { sessions: { total, byStatus }, store: known };
  } catch (error) {
    if (!StoreError.is(error)) throw error;
    return { store: { ...known, available: false, problem: error.message } };
  }
}
