import type { ApproveBody, DialogOption } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { samplePending } from '../testing/sample-dialog.ts';
import { thrownBy } from '../testing/thrown-by.ts';
import { approvedOption, findOption, findRole } from './match-option.ts';

const row = (label: string, role: DialogOption['role']): DialogOption => ({
  label,
  role,
  highlighted: false,
});
const pending = samplePending({
  options: [
    row('Yes, and auto-accept edits', 'accept-and-switch-mode'),
    row("Yes, and don't ask again", 'accept-always'),
    row(' Yes ', 'accept'),
    row('No', 'decline'),
  ],
});

describe('approving', () => {
  test.each<[ApproveBody, string]>([
    [{}, 'accept'],
    [{ scope: 'once' }, 'accept'],
    [{ scope: 'always' }, 'accept-always'],
    [{ option: 1 }, 'accept-and-switch-mode'],
    [{ option: 4 }, 'decline'],
    [{ option: 'Yes' }, 'accept'],
    [{ option: "Yes, and don't ask again", scope: 'once' }, 'accept-always'],
  ])('%j takes the row %s, wherever it stands', (body, role) => {
    expect(approvedOption(pending, body).role).toBe(role);
  });

  test('never falls back to a row that widens permissions', async () => {
    const wide = samplePending({ options: pending.options.slice(0, 2) });
    const error = await thrownBy(() => approvedOption(wide, {}));
    expect(error).toMatchObject({ code: 'option_not_found', status: 409 });
    expect(error?.message).toContain("2. Yes, and don't ask again");
  });

  test.each([0, 5, 'yes', 'Ye', ''])('there is no option %j', async (option) => {
    expect(await thrownBy(() => findOption(pending, option))).toMatchObject({
      code: 'option_not_found',
      details: { pendingId: 'req_1', options: pending.options },
    });
  });

  test('says so where the screen has not drawn them', async () => {
    const error = await thrownBy(() => findOption(samplePending({ options: [] }), 1));
    expect(error?.message).toContain('not on the screen yet');
  });
});

test('roles are tried in their order', () => {
  const roles = ['decline-with-feedback', 'decline'] as const;
  expect(findRole(pending, roles, 'row that declines').label).toBe('No');
  expect(findRole(pending, ['decline', 'accept'], 'row').role).toBe('decline');
});
