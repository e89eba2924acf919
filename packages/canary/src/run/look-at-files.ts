import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { toMessages, turnEffect } from '@aegis/transcript';
import { readEntries } from '@aegis/transcript/node';
import type { SeenRegistry, SeenTranscript } from '../seen.ts';

/** Milliseconds that Claude Code may take to write down what it shows. */
const REGISTRY_LAG_MS = 4_000;
const LOOK_EVERY_MS = 50;

/** The registry file of a process, once it says `word`, or as it is when the time is up. */
export async function readRegistry(
  configDir: string,
  pid: number,
  word: string,
): Promise<SeenRegistry> {
  const path = join(configDir, 'sessions', `${pid}.json`);
  const deadline = performance.now() + REGISTRY_LAG_MS;
  for (;;) {
    const seen = await readOnce(path);
    if (seen.status === word || performance.now() > deadline) return seen;
    await sleep(LOOK_EVERY_MS);
  }
}

async function readOnce(path: string): Promise<SeenRegistry> {
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) return { fields: [], status: null };
    const status = 'status' in parsed ? parsed.status : null;
    return { fields: Object.keys(parsed), status: typeof status === 'string' ? status : null };
  } catch {
    return { fields: null, status: null };
  }
}

export async function readTranscript(path: string): Promise<SeenTranscript | null> {
  const types = new Set<string>();
  const effects = new Set<string>();
  const messages: SeenTranscript['messages'][number][] = [];
  try {
    for await (const entry of readEntries(path)) {
      types.add(entry.type);
      effects.add(turnEffect(entry));
      for (const { role, contentType, text } of toMessages(entry)) {
        messages.push({ role, contentType, text });
      }
    }
  } catch {
    return null;
  }
  return { types: [...types].sort(), effects: [...effects].sort(), messages };
}

/** Null where it is not there. */
export async function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}
