import type { ClaudeCapabilities } from './claude-version.ts';

/** Header that carries a session's secret. It is in a 0600 file and on loopback only, never in an environment or `ps`. */
export const HOOK_SECRET_HEADER = 'x-aegis-hook-secret';

/** Events that only tell. SessionStart is not among them: Claude Code takes no HTTP hook for it. */
const NOTICE_EVENTS = [
  'UserPromptSubmit',
  'PreToolUse',
  'PostToolUse',
  'PostToolUseFailure',
  'Notification',
  'Stop',
  'StopFailure',
  'SubagentStart',
  'SubagentStop',
  'PreCompact',
  'PostCompact',
  'SessionEnd',
] as const;

/** Seconds that Claude Code waits for a notice to be taken; we answer at once, this bounds a dead server. */
const NOTICE_TIMEOUT_SECONDS = 5;
/** Seconds that a permission request is held open: a person may take a night. Its dialog stays usable all the while. */
const HELD_TIMEOUT_SECONDS = 7 * 24 * 3600;

export interface HookSettingsInput {
  /** `http://127.0.0.1:<port>` */
  baseUrl: string;
  sessionId: string;
  secret: string;
  capabilities: ClaudeCapabilities;
}

/** The settings that Aegis adds with `--settings`: hooks alone, merged by Claude Code with the user's own. */
export function hookSettings(input: HookSettingsInput): Record<string, unknown> | null {
  if (!input.capabilities.httpHooks) return null;
  const handler = (event: string, timeout: number) => [
    {
      hooks: [
        {
          type: 'http',
          url: `${input.baseUrl}/v1/hooks/${input.sessionId}/${event}`,
          headers: { [HOOK_SECRET_HEADER]: input.secret },
          timeout,
        },
      ],
    },
  ];
  const hooks: Record<string, unknown> = {};
  for (const event of NOTICE_EVENTS) hooks[event] = handler(event, NOTICE_TIMEOUT_SECONDS);
  if (input.capabilities.permissionRequest) {
    hooks['PermissionRequest'] = handler('PermissionRequest', HELD_TIMEOUT_SECONDS);
  }
  return { hooks };
}
