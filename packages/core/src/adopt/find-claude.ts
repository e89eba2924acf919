import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { claudeConfigDir } from '../launch/environment.ts';
import { processStat } from '../process/process-stat.ts';
import { processSurroundings, type ProcessSurroundings } from '../process/process-surroundings.ts';
import { processTree } from '../process/process-tree.ts';
import { parseRegistryFile, type RegistryEntry } from '../registry/registry-entry.ts';

/** A Claude Code that somebody started, and what can be told of it from outside. */
export interface FoundClaude {
  pid: number;
  /** Tells its process from a later one with its pid. */
  processStart: string | null;
  configDir: string | null;
  workDir: string | null;
  claudeSessionId: string | null;
  claudeVersion: string | null;
}

/**
 * The Claude Code among a pane's processes: the outermost that has a registry file of its own, else the outermost that is called so (an old
 * one, or one that has not been trusted yet).
 * @param panePid of what tmux started in the pane, a shell mostly
 * @param fallback environment to take where the system does not tell a process's own
 */
export async function findClaude(
  panePid: number,
  fallback: Readonly<Record<string, string>>,
): Promise<FoundClaude | null> {
  const tree = await processTree({ root: panePid, entry: null });
  let called: FoundClaude | null = null;
  for (const { pid } of tree) {
    const surroundings = await processSurroundings(pid);
    const found = await describe(pid, surroundings, fallback);
    if (found.claudeSessionId !== null) return found;
    if (called === null && surroundings.argv !== null && isClaude(surroundings.argv))
      called = found;
  }
  return called;
}

async function describe(
  pid: number,
  { environment, workDir }: ProcessSurroundings,
  fallback: Readonly<Record<string, string>>,
): Promise<FoundClaude> {
  const configDir = claudeConfigDir(environment ?? fallback);
  const entry = configDir === null ? null : await registryEntry(configDir, pid);
  const stat = processStat(pid);
  const processStart = stat === null || stat === 'unknown' ? null : stat.start;
  // The file of an ended process with this pid may have stayed behind.
  const isOther =
    entry?.processStart != null && processStart !== null && entry.processStart !== processStart;
  return {
    pid,
    processStart,
    configDir,
    workDir,
    claudeSessionId: isOther ? null : (entry?.claudeSessionId ?? null),
    claudeVersion: isOther ? null : (entry?.version ?? null),
  };
}

async function registryEntry(configDir: string, pid: number): Promise<RegistryEntry | null> {
  const path = join(configDir, 'sessions', `${pid}.json`);
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null ? null : parseRegistryFile(text);
}

/** It calls itself so (`claude`), or is run as its package's file by Node. */
export function isClaude(argv: readonly string[]): boolean {
  const [program = '', script = ''] = argv;
  if (basename(program) === 'claude') return true;
  return /(?:^|\/)claude-code[^/]*\/(?:cli\.js|bin\/claude)$/.test(script);
}
