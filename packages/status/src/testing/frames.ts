import { screenFromText, type Snapshot } from '@aegis/screen';

export const COLS = 80;
export const RULE = '─'.repeat(COLS);
export const DASHES = '╌'.repeat(COLS);

/** The input box with what is in it, and the row below. */
export function box(text = '', below = '  ⏸ manual mode on · ? for shortcuts'): string {
  return `${RULE}\n❯ ${text}\n${RULE}\n${below}`;
}

export const BASH_DIALOG = `${RULE}
 Bash command

 Run it
${DASHES}
 touch x
${DASHES}
 Do you want to proceed?
 ❯ 1. Yes
   2. Yes, and don't ask again for touch commands in /tmp/w
   3. No

 Esc to cancel · Tab to amend`;

/** A screen of the usual width, as high as its lines. */
export function frame(text: string): Promise<Snapshot> {
  return screenFromText(text, { cols: COLS });
}
