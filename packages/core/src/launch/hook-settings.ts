import { claudeFeatures, hookEvents } from './claude-features.ts';
import { hookRelayCommand, type HookRelay } from './hook-relay.ts';

/** Header that carries a session's secret. It is in a 0600 file and on loopback only, never in an environment or `ps`. */
export const HOOK_SECRET_HEADER = 'x-aegis-hook-secret';

/** Seconds that Claude Code waits for a notice to be taken; we answer at once, this bounds a dead server. */
const NOTICE_TIMEOUT_SECONDS = 5;
/** The same for the relay, whose Node has to start first. */
const RELAYED_NOTICE_TIMEOUT_SECONDS = 30;
/** Seconds that a permission request is held open: a person may take a night. Its dialog stays usable all the while. */
const HELD_TIMEOUT_SECONDS = 7 * 24 * 3600;

export interface HookSettingsInput {
  /** Of the Claude Code that will read them; null where it is not known. */
  version: string | null;
  /** Where hooks are posted to, less the event: `http://127.0.0.1:<port>/v1/hooks/<session>/`. */
  url: string;
  secret: string;
  relay: HookRelay;
}

/**
 * The settings that Aegis adds with `--settings`: hooks alone, merged by Claude Code with the user's own, and only for the
 * events that this version knows. They go by HTTP, or through the relay where a version has no HTTP hooks.
 */
export function hookSettings(input: HookSettingsInput): Record<string, unknown> {
  const byHttp = claudeFeatures(input.version).httpHooks;
  const hooks: Record<string, unknown> = {};
  const noticeTimeout = byHttp ? NOTICE_TIMEOUT_SECONDS : RELAYED_NOTICE_TIMEOUT_SECONDS;
  for (const event of hookEvents(input.version)) {
    const timeout = event === 'PermissionRequest' ? HELD_TIMEOUT_SECONDS : noticeTimeout;
    const handler = byHttp ? httpHandler(event, input) : commandHandler(event, input.relay);
    hooks[event] = [{ hooks: [{ ...handler, timeout }] }];
  }
  return { hooks };
}

function httpHandler(event: string, { url, secret }: HookSettingsInput) {
  return { type: 'http', url: `${url}${event}`, headers: { [HOOK_SECRET_HEADER]: secret } };
}

function commandHandler(event: string, relay: HookRelay) {
  return { type: 'command', command: hookRelayCommand(relay, event) };
}
