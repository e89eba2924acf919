import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { claudeConfigDir } from '../launch/environment.ts';
import { HOOK_TARGET_FILE } from '../launch/hook-relay.ts';
import { HOOK_SECRET_HEADER } from '../launch/hook-settings.ts';
import { processSurroundings } from '../process/process-surroundings.ts';
import { sessionDir } from './state-dir.ts';

/** What is left of a session that the store has lost: in its settings file and in its process. Null: not known. */
export interface Relearnt {
  workDir: string | null;
  configDir: string | null;
  hookSecret: string | null;
  hookPort: number | null;
  /** The conversation that Claude Code was started with. */
  claudeSessionId: string | null;
}

const targetSchema = v.object({
  url: v.pipe(v.string(), v.url()),
  headers: v.object({ [HOOK_SECRET_HEADER]: v.string() }),
});
/** As `hookSettings` writes them: every event is posted to the same place. */
const settingsSchema = v.object({
  hooks: v.record(v.string(), v.array(v.object({ hooks: v.array(v.unknown()) }))),
});

/** Reads what a session's own files and process say of it. On systems without `/proc`, that is its hooks alone. */
export async function relearnSession(
  stateDir: string,
  sessionId: string,
  pid: number,
): Promise<Relearnt> {
  const folder = sessionDir(stateDir, sessionId);
  const target =
    hookTarget(await readJson(join(folder, HOOK_TARGET_FILE))) ??
    hookTarget(firstHook(await readJson(join(folder, 'settings.json'))));
  const { argv, environment, workDir } = await processSurroundings(pid);
  return {
    workDir,
    configDir: claudeConfigDir(environment ?? {}),
    hookSecret: target?.secret ?? null,
    hookPort: target?.port ?? null,
    claudeSessionId: wordAfter(argv ?? [], '--session-id') ?? wordAfter(argv ?? [], '--resume'),
  };
}

function hookTarget(found: unknown): { secret: string; port: number } | null {
  const parsed = v.safeParse(targetSchema, found);
  if (!parsed.success) return null;
  const { url, headers } = parsed.output;
  return { secret: headers[HOOK_SECRET_HEADER], port: Number(new URL(url).port) };
}

function firstHook(settings: unknown): unknown {
  const parsed = v.safeParse(settingsSchema, settings);
  return parsed.success ? Object.values(parsed.output.hooks)[0]?.[0]?.hooks[0] : null;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}

function wordAfter(words: readonly string[], flag: string): string | null {
  const index = words.indexOf(flag);
  return index === -1 ? null : (words[index + 1] ?? null);
}
