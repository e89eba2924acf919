import {
  AegisError,
  type ApproveBody,
  type DialogOption,
  type OptionRole,
  type Pending,
} from '@aegis/protocol';
import { narrowestGrant } from './narrowest-grant.ts';

export interface OptionMatch {
  label: string;
  role: OptionRole;
}

function listOf(options: readonly DialogOption[]): string {
  return options.map(({ label }, index) => `${index + 1}. ${label}`).join(' / ');
}

function optionNotFound(pending: Pending, wanted: string): AegisError {
  return new AegisError(
    'option_not_found',
    `"${pending.title}" has no ${wanted}. Its options are: ${listOf(pending.options) || 'not on the screen yet'}.`,
    { details: { pendingId: pending.id, options: pending.options } },
  );
}

/** The row that a label (as shown) or a number from 1 means. @throws AegisError `option_not_found` */
export function findOption(pending: Pending, option: string | number): OptionMatch {
  const found =
    typeof option === 'number'
      ? pending.options[option - 1]
      : pending.options.find(({ label }) => label.trim() === option.trim());
  if (!found) throw optionNotFound(pending, `option "${option}"`);
  return { label: found.label, role: found.role };
}

/** The first row with one of these roles, in the order of the roles. @throws AegisError `option_not_found` */
export function findRole(
  pending: Pending,
  roles: readonly OptionRole[],
  wanted: string,
): OptionMatch {
  for (const role of roles) {
    const found = pending.options.find((option) => option.role === role);
    if (found) return { label: found.label, role: found.role };
  }
  throw optionNotFound(pending, wanted);
}

/** The row that an approval takes: never one that widens permissions, unless the caller asked for that. */
export function approvedOption(pending: Pending, body: ApproveBody): OptionMatch {
  if (body.option !== undefined) return findOption(pending, body.option);
  if (body.scope === 'always') {
    const narrowest = narrowestGrant(pending);
    if (narrowest === null) throw optionNotFound(pending, 'row that grants this for good');
    return { label: narrowest.label, role: narrowest.role };
  }
  return findRole(pending, ['accept'], 'plain row that grants this once');
}
