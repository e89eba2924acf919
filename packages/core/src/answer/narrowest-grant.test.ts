import type { DialogOption } from '@aegis/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { narrowestGrant } from './narrowest-grant.ts';

const row = (label: string, role: DialogOption['role']): DialogOption => ({
  label,
  role,
  highlighted: false,
});
const RULE = row('Yes, and don’t ask again for: npm test *', 'accept-always');
const READING = row('Yes, allow reading from etc/ during this session', 'accept-always');
const FOLDER = row('Yes, and always allow access to project/ from this project', 'accept-always');
const OTHER = row('Yes, and remember this', 'accept-always');
const EDITS = row('Yes, allow all edits during this session (shift+tab)', 'accept-always');
const ACCEPT_EDITS = row(
  'Yes, and switch to accept edits (auto-approve file edits) for this session (shift+tab)',
  'accept-and-switch-mode',
);
const AUTO = row('Yes, and switch to auto mode', 'accept-and-switch-mode');
const YES = row('Yes', 'accept');
const NO = row('No', 'decline');

describe('the row that grants for good', () => {
  test('is the narrowest one, whatever the order', () => {
    const fromNarrow = [RULE, READING, FOLDER, OTHER, EDITS];
    fc.assert(
      fc.property(
        fc.shuffledSubarray([YES, NO, AUTO, ...fromNarrow], { minLength: 1 }),
        (options) => {
          const expected = fromNarrow.find((option) => options.includes(option)) ?? null;
          expect(narrowestGrant({ kind: 'bash', options })).toBe(expected);
        },
      ),
    );
  });

  test('is the row that accepts edits where a file is asked about and nothing is narrower', () => {
    const options = [YES, AUTO, ACCEPT_EDITS, NO];
    expect(narrowestGrant({ kind: 'permission', options })).toBe(ACCEPT_EDITS);
    expect(narrowestGrant({ kind: 'permission', options: [RULE, ...options] })).toBe(RULE);
    expect(narrowestGrant({ kind: 'plan', options })).toBeNull();
  });

  test('is never one that switches to auto mode', () => {
    expect(narrowestGrant({ kind: 'permission', options: [YES, AUTO, NO] })).toBeNull();
  });
});
