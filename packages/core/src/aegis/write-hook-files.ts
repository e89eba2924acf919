import {
  HOOK_RELAY_FILE,
  HOOK_RELAY_SOURCE,
  HOOK_TARGET_FILE,
  type HookTarget,
} from '../launch/hook-relay.ts';
import { claudeFeatures } from '../launch/claude-features.ts';
import { HOOK_SECRET_HEADER, hookSettings } from '../launch/hook-settings.ts';
import { sessionDir, writeSessionFile } from './state-dir.ts';

export interface HookFilesInput {
  stateDir: string;
  sessionId: string;
  /** `http://127.0.0.1:<port>` */
  baseUrl: string;
  secret: string;
  /** Of the Claude Code that is started. */
  version: string;
}

/** Writes what a session's hooks need, and answers the path of the settings file that is passed to Claude Code. */
export async function writeHookFiles(input: HookFilesInput): Promise<string> {
  const { stateDir, sessionId, secret, version } = input;
  const url = `${input.baseUrl}/v1/hooks/${sessionId}/`;
  const write = (name: string, text: string) =>
    writeSessionFile(stateDir, sessionId, { name, text });
  if (!claudeFeatures(version).httpHooks) {
    const target: HookTarget = { url, headers: { [HOOK_SECRET_HEADER]: secret } };
    await write(HOOK_TARGET_FILE, JSON.stringify(target));
    await write(HOOK_RELAY_FILE, HOOK_RELAY_SOURCE);
  }
  const relay = { node: process.execPath, folder: sessionDir(stateDir, sessionId) };
  const settings = hookSettings({ version, url, secret, relay });
  return write('settings.json', JSON.stringify(settings, null, 2));
}
