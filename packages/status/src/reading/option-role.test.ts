import { expect, test } from 'vitest';
import { claudeCode21 } from '../wording/claude-code-2-1.ts';
import { optionRole } from './option-role.ts';

test.each([
  ['Yes', 'accept'],
  ['Yes, proceed', 'accept'],
  ['Yes, I trust this folder', 'accept'],
  ['Yes, manually approve edits', 'accept'],
  ['Yes, and switch to default (ask each time) for this session', 'accept'],
  ["Yes, and don't ask again for touch commands in /tmp/w", 'accept-always'],
  ['Yes, allow all edits during this session (shift+tab)', 'accept-always'],
  ['Yes, allow reading from /etc during this session', 'accept-always'],
  ['Yes, and always allow access to /tmp/w from this project', 'accept-always'],
  ['Yes, and allow Claude to edit its own settings for this session', 'accept-always'],
  [
    'Yes, and switch to auto mode · auto mode handles these prompts for you',
    'accept-and-switch-mode',
  ],
  ['Yes, and switch to accept edits (auto-approve file edits)', 'accept-and-switch-mode'],
  ['Yes, and switch to BYPASS PERMISSIONS (no further prompts)', 'accept-and-switch-mode'],
  ['Yes, and use auto mode', 'accept-and-switch-mode'],
  ['Yes, auto-accept edits', 'accept-and-switch-mode'],
  ['Yes, clear context (12% used) and bypass permissions', 'accept-and-switch-mode'],
  ['No', 'decline'],
  ['No, exit', 'decline'],
  ['No (esc)', 'decline'],
  ['No, and tell Claude what to do differently (esc)', 'decline-with-feedback'],
  ['No, keep planning', 'decline-with-feedback'],
  ['Tell Claude what to change', 'decline-with-feedback'],
  ['No, use rm', 'decline-with-feedback'],
  ['Yes, buy usage credits', 'other'],
  ['Yes, something that nobody has seen yet', 'other'],
  ['yes', 'other'],
  ['Not now', 'other'],
  ['', 'other'],
])('%s: %s', (label, role) => {
  expect(optionRole(label, claudeCode21)).toBe(role);
});
