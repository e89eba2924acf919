import { describe, expect, test } from 'vitest';
import { hookEvents } from './claude-features.ts';
import { HOOK_SECRET_HEADER, hookSettings } from './hook-settings.ts';

const input = {
  version: '2.1.330',
  url: 'http://127.0.0.1:4711/v1/hooks/ses_x/',
  secret: 's3cret',
  relay: { node: '/usr/bin/node', folder: '/state/sessions/ses_x' },
};

function hooksOf(settings: Record<string, unknown>): Record<string, unknown> {
  return settings['hooks'] as Record<string, unknown>;
}

describe('hookSettings', () => {
  test('adds hooks and touches nothing else', () => {
    expect(Object.keys(hookSettings(input))).toEqual(['hooks']);
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

  test('a version without HTTP hooks runs the relay, which is given no secret', () => {
    const settings = hookSettings({ ...input, version: '2.0.76' });
    expect(JSON.stringify(settings)).not.toContain('s3cret');
    for (const [event, entry] of Object.entries(hooksOf(settings))) {
      const command = `'/usr/bin/node' '/state/sessions/ses_x/hook-relay.cjs' '${event}'`;
      const timeout = event === 'PermissionRequest' ? 604_800 : 30;
      expect(entry).toEqual([{ hooks: [{ type: 'command', command, timeout }] }]);
    }
  });

  test.each(['1.0.128', '2.0.14', '2.0.76', '2.1.50', '2.1.120', '2.1.330', null])(
    '%s is given the events that it knows, and no other',
    (version) => {
      const events = Object.keys(hooksOf(hookSettings({ ...input, version })));
      expect(events).toEqual(hookEvents(version));
    },
  );
});
