import type { DialogWording } from '../wording/types.ts';
import { lastFrame } from './frame.ts';
import { joinBody } from './join-rows.ts';
import type { ScreenRow } from './rows.ts';

/** What a dialog is about. `above`: the rows between its title and its list. */
export function dialogSubject(
  where: DialogWording['subject'],
  above: readonly ScreenRow[],
  cols: number,
): string | null {
  switch (where) {
    case 'none':
      return null;
    case 'path':
    case 'below-title':
      return above.find((row) => row.kind === 'text')?.text.trim() ?? null;
    case 'command':
      return framed(above, cols);
    case 'in-frame':
      return framed(above, cols)?.split('\n')[0]?.trim() ?? null;
    case 'url':
      return labelled(framed(above, cols), 'url');
    case 'host':
      return labelled(above.map((row) => row.text.trim()).join('\n'), 'Host');
  }
}

function framed(rows: readonly ScreenRow[], cols: number): string | null {
  const frame = lastFrame(rows);
  return frame === null ? null : joinBody(frame, cols);
}

/** The value of a line `name: value`. */
function labelled(text: string | null, name: string): string | null {
  const line = text?.split('\n').find((one) => one.startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim() ?? null;
}
