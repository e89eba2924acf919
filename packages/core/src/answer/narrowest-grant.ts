import type { DialogOption, Pending } from '@aegis/protocol';

/** What a row that grants for good says, the least first: a rule, a folder for this session, a folder, all edits. */
const WIDTHS: readonly RegExp[] = [
  /don't ask again/,
  /(?:for|during) this session/,
  /always allow access/,
];
const ALL_EDITS = /\b(?:allow all edits|accept edits)\b/;

/**
 * The row that grants no more than it has to for not being asked again; null where no row does. A row that changes the mode
 * is one only where it accepts edits, and nothing narrower is offered: auto mode is never what "always" means.
 */
export function narrowestGrant({ kind, options }: Pick<Pending, 'kind' | 'options'>) {
  const grants = options.filter(
    (option) =>
      option.role === 'accept-always' ||
      (kind === 'permission' &&
        option.role === 'accept-and-switch-mode' &&
        ALL_EDITS.test(option.label)),
  );
  const [narrowest = null] = [...grants].sort((one, other) => widthOf(one) - widthOf(other));
  return narrowest;
}

function widthOf({ label }: DialogOption): number {
  if (ALL_EDITS.test(label)) return WIDTHS.length + 1;
  const straight = label.replaceAll('’', "'");
  const width = WIDTHS.findIndex((words) => words.test(straight));
  return width < 0 ? WIDTHS.length : width;
}
