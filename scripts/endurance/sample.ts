import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { childrenOf, folderBytes, listOr, openFiles, statusKb, threadCount } from './proc.ts';

/** What could pile up, at one moment when nothing goes on. */
export interface Sample {
  heapKb: number;
  /** Outside of the heap, after a collection: buffers. */
  externalKb: number;
  rssKb: number;
  files: number;
  threads: number;
  children: number;
  zombies: number;
  stateKb: number;
  walKb: number;
  tmuxKb: number;
  /** Files in the server's own temporary folder that are not Claude Code's. */
  leftovers: number;
}

export interface Sampled {
  /** Started with an IPC channel and `heap-probe.mjs`. */
  server: ChildProcess;
  tmuxPid: number;
  stateDir: string;
  temporaryDir: string;
}

export async function takeSample({
  server,
  tmuxPid,
  stateDir,
  temporaryDir,
}: Sampled): Promise<Sample> {
  const pid = server.pid ?? 0;
  const answer = once(server, 'message');
  server.send('heap');
  // Written by the probe alone.
  const [memory] = (await answer) as [{ heapUsed: number; external: number }];
  const children = childrenOf(pid);
  return {
    heapKb: Math.round(memory.heapUsed / 1024),
    externalKb: Math.round(memory.external / 1024),
    rssKb: statusKb(pid, 'VmRSS'),
    files: openFiles(pid).length,
    threads: threadCount(pid),
    children: children.length,
    zombies: children.filter(({ state }) => state === 'Z').length,
    stateKb: Math.round(folderBytes(stateDir) / 1024),
    walKb: Math.round(
      (statSync(join(stateDir, 'aegis.db-wal'), { throwIfNoEntry: false })?.size ?? 0) / 1024,
    ),
    tmuxKb: statusKb(tmuxPid, 'VmRSS'),
    leftovers: listOr(temporaryDir).filter((name) => !/claude|^cc-|^node-compile-cache$/.test(name))
      .length,
  };
}
