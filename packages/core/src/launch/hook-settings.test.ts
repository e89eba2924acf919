import { describe, expect, test } from 'vitest';
import { HOOK_SECRET_HEADER, hookSettings } from './hook-settings.ts';

const input = {
  baseUrl: 'http://127.0.0.1:4711',
  sessionId: 'ses_x',
  secret: 's3cret',
  capabilities: { httpHooks: true, permissionRequest: true },
};

function hooksOf(settings: Record<string, unknown> | null): Record<string, unknown> {
  return settings?.['hooks'] as Record<string, unknown>;
}

describe('hookSettings', () => {
  test('adds hooks and touches nothing else', () => {
    expect(Object.keys(hookSettings(input) ?? {})).toEqual(['hooks']);
  });

  test('each event calls its own address with the secret in a header, not in the address', () => {
    for (const [event, entry] of Object.entries(hooksOf(hookSettings(input)))) {
      expect(entry).toEqual([
        {
          hooks: [
            {
              type: 'http',
              url: `http://127.0.0.1:4711/v1/hooks/ses_x/${event}`,
              headers: { [HOOK_SECRET_HEADER]: 's3cret' },
              timeout: event === 'PermissionRequest' ? 604_800 : 5,
            },
          ],
        },
      ]);
    }
  });

  test('has no hook that decides but PermissionRequest, and no SessionStart', () => {
    const events = Object.keys(hooksOf(hookSettings(input)));
    expect(events).toContain('PermissionRequest');
    expect(events).toContain('UserPromptSubmit');
    expect(events).not.toContain('SessionStart');
    expect(events).not.toContain('WorktreeCreate');
  });

  test('older versions get what they know', () => {
    const none = { httpHooks: false, permissionRequest: true };
    expect(hookSettings({ ...input, capabilities: none })).toBeNull();
    const some = { httpHooks: true, permissionRequest: false };
    const events = Object.keys(hooksOf(hookSettings({ ...input, capabilities: some })));
    expect(events).toContain('Stop');
    expect(events).not.toContain('PermissionRequest');
  });
});
