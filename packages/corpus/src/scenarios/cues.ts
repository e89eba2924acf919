import { isSince, type Setting } from '../format/setting.ts';
import { key, type Step, until, wait } from './scenario.ts';

/** The input box: its first row, and the rule below it. Boxes have `>` up to 2.0, and `❯` since 2.1. */
const BOX = String.raw`^[❯>](?:[ \u00a0][^\n]*)?\n─{20}`;

/** The input box stands there. Keys that come with its first frame may be lost. */
export const ready = (): Step[] => [until(new RegExp(BOX, 'm')), wait(1000)];

/** The model has said this last. Builds before 2.1.120 draw no closing line (`✻ Brewed for 3s`) below it. */
export const said = (words: string): Step =>
  until(new RegExp(String.raw`● ${escape(words)}\s*\n(?:\s*✻ [^\n]*\n)?\s*\n─{20}`));

/** These words stand on the screen, in a dialog or an overlay: no input box follows them. */
export const asked = (words: string): Step =>
  until(new RegExp(String.raw`${words}(?![\s\S]*${BOX})`, 'm'));

/** The box stands there, and nothing on the screen says that a turn runs. */
export const rested = (): Step =>
  until(
    new RegExp(String.raw`^(?![\s\S]*esc to interrupt)[\s\S]*\n[❯>](?:[ \u00a0][^\n]*)?\n─{20}`),
  );

/** Leave a dialog or an overlay, and clear what it put back into the box. */
export const leave = (): Step[] => [
  key('Escape'),
  wait(500),
  rested(),
  wait(300),
  key('C-u'),
  wait(300),
];

/** A turn runs: the spinner says so up to 2.0, and the row below the box since 2.1. */
export const working = (): Step => until(/esc to interrupt/);

function escape(words: string): string {
  return words.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** The permission mode on the row below the box: before 2.1.280 the default one had no name there. */
export const manual = (setting: Setting): string | null =>
  isSince(setting, '2.1.280') ? 'manual' : null;
