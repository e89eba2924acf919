import type { Expected, Moment, Recording } from '@aegis/corpus';
import { createScreen, type Snapshot } from '@aegis/screen';
import type { ScreenReading } from '../types.ts';

/** Feed a recording in pieces that end at `cuts`; `onScreen` sees what the screen shows after each. */
export async function replay(
  { setting, bytes }: Pick<Recording, 'setting' | 'bytes'>,
  cuts: Iterable<number>,
  onScreen: (screen: Snapshot, offset: number) => unknown,
): Promise<void> {
  const screen = createScreen({ cols: setting.cols, rows: setting.rows });
  try {
    let from = 0;
    for (const to of cuts) {
      await screen.write(bytes.subarray(from, to));
      from = to;
      onScreen(screen.snapshot(), to);
    }
  } finally {
    screen.dispose();
  }
}

/** The ends of the pieces in which the recording came, with the time of each in milliseconds. */
export function ownCuts({ chunks }: Pick<Recording, 'chunks'>): Map<number, number> {
  let offset = 0;
  return new Map(chunks.map(([at, size]) => [(offset += size), at]));
}

/** What a reading says, in the words of an expectation, and only as far as that one goes. */
export function inTermsOf(expected: Expected, reading: ScreenReading): Record<string, unknown> {
  const { dialog, composer, turnEnd } = reading;
  const seen: Record<string, unknown> = {
    status: reading.status,
    activity: reading.activity,
    draft: composer?.text ?? null,
    ghost: composer?.ghost ?? null,
    queued: reading.queued,
    modeLine: reading.modeLine,
    turnEnd: turnEnd?.outcome ?? null,
    dialog:
      dialog === null || expected.dialog === undefined
        ? isOverlay(expected, reading)
          ? expected.dialog
          : answerable(reading)
        : pick(expected.dialog, {
            name: dialog.name,
            subject: dialog.subject,
            toolName: dialog.toolName,
            highlighted: dialog.options.find((option) => option.highlighted)?.label,
            roles: dialog.options.map((option) => option.role),
            ticked: dialog.options.filter((row) => row.checked === true).map((row) => row.label),
            page: dialog.question?.page,
            cut: dialog.cut,
          }),
  };
  return pick({ dialog: null, ...expected }, seen);
}

/** A view that takes no answer: it is named by its activity, and whether it has rows to choose from is no matter. */
function isOverlay(expected: Expected, { status, dialog }: ScreenReading): boolean {
  return expected.dialog !== undefined && status === 'unknown' && dialog === null;
}

/** The name of the dialog, where there is one that can be answered: an overlay is named, and never touched. */
export function answerable({ status, dialog }: ScreenReading): string | null {
  return status === 'unknown' ? null : (dialog?.name ?? null);
}

function pick(like: object, from: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(like).map((key) => [key, from[key]]));
}

/** Dialogs that may be on the screen at an offset: the one of the moment before it, or of the one after. */
export function dialogsAround(moments: readonly Moment[], offset: number): readonly string[] {
  const after = moments.findIndex((moment) => moment.offset >= offset);
  const at = after < 0 ? moments.length : after;
  return [moments[at - 1], moments[at]].flatMap((moment) => [
    ...(moment?.expected.dialog === undefined ? [] : [moment.expected.dialog.name]),
    ...(moment?.passing ?? []),
  ]);
}

/** Rows that change when another row of a dialog is highlighted, or a few words are typed into one. */
const FEW_ROWS = 4;

/** Whether one dialog stood on the screen all the way from the moment before an offset to the one after. */
export function isInsideDialog(moments: readonly Moment[], offset: number): boolean {
  const after = moments.findIndex((moment) => moment.offset >= offset);
  const [before, next] = [moments[after - 1], moments[after]];
  if (before?.expected.dialog === undefined || next?.expected.dialog === undefined) return false;
  const rows = next.text.split('\n');
  const changed = before.text.split('\n').filter((row, at) => row !== rows[at]).length;
  return changed <= FEW_ROWS;
}

/** Whether the statuses are those, less some that may be too short to be seen. */
export function wasPublished(expected: Recording['published'], actual: readonly string[]): boolean {
  // Where in `actual` one may be, after each entry of `expected`.
  let places = new Set([0]);
  for (const entry of expected) {
    const status = entry.replace('?', '');
    const next = new Set<number>(status === entry ? [] : places);
    for (const place of places) if (actual[place] === status) next.add(place + 1);
    places = next;
  }
  return places.has(actual.length);
}
