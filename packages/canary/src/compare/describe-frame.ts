import type { ScreenReading } from '@aegis/status';
import type { SeenFrame } from '../seen.ts';

/** No rule knows it: neither a dialog or an overlay by name, nor a state of Claude Code. */
export function isUnknown({ status, activity, dialog }: ScreenReading): boolean {
  return (
    status === 'unknown' && activity === null && (dialog === null || dialog.name === 'overlay')
  );
}

/** What a screen says for itself, in quotes. */
export function quoteOf({ reading, screen }: SeenFrame): string {
  const first = screen.lines.find(({ text }) => text.trim() !== '')?.text.trim();
  return JSON.stringify(reading.dialog?.title ?? reading.statusText ?? first ?? '');
}

/** What a reading says, in short: `idle (screen.box)`. */
export function shortly({ status, dialog, rule }: ScreenReading): string {
  return `${dialog === null ? status : `the dialog "${dialog.name}"`} (${rule})`;
}
