import { setTimeout as sleep } from 'node:timers/promises';
import type { EnduranceStage } from './endurance-stage.ts';
import { childrenOf, processStat } from './proc.ts';

/** What the server spends while its sessions do nothing. */
export interface IdleCost {
  sessions: number;
  ms: number;
  /** CPU time of the server, milliseconds. */
  cpuMs: number;
  /** Page faults of children that ended: 0 unless one was started. */
  childFaults: number;
  /** Children at the end, less those at the begin. */
  newChildren: number;
}

/** Claude Code's own start-up, and its last words, are not the server's. */
const SETTLE_MS = 5_000;

export async function measureIdle(
  { client, server, workDir }: EnduranceStage,
  { sessions, ms }: { sessions: number; ms: number },
): Promise<IdleCost> {
  const pid = server.pid ?? 0;
  const ids: string[] = [];
  const running = await client.listSessions({ status: ['idle'] });
  for (let count = running.sessions.length; count < sessions; count += 1) {
    ids.push((await client.createSession({ workDir })).id);
  }
  await sleep(SETTLE_MS);
  const before = processStat(pid);
  const childrenBefore = childrenOf(pid).length;
  await sleep(ms);
  const after = processStat(pid);
  const newChildren = childrenOf(pid).length - childrenBefore;
  for (const id of ids) await client.killSession(id);
  if (before === null || after === null) throw new Error('The server has ended.');
  const cpuMs = after.cpuMs - before.cpuMs;
  return { sessions, ms, cpuMs, childFaults: after.childFaults - before.childFaults, newChildren };
}
