import { isSince, type Setting } from '../format/setting.ts';
import { eventually } from '@aegis/testkit';
import { key, script, type Step, until, wait } from './scenario.ts';

/** The input box: a rule, its first row, and the rule below. Boxes have `>` up to 2.0, and `❯` since 2.1. */
export const BOX = /─{10}[^\n]*\n[❯>](?:[ \u00a0][^\n]*)?\n─{20}/;

/** The input box stands there. Keys that come with its first frame may be lost. */
export const ready = (): Step[] => [until(BOX), wait(1000)];

/**
 * The model has said this last, and the turn is over: no spinner stands below. Builds before 2.1.120 draw no closing
 * line (`✻ Brewed for 3s`) there.
 */
export const said = (words: string): Step =>
  until(
    new RegExp(String.raw`${escape(words)}\s*\n(?:✻ [^\n]* for \d[^\n]*\n|[ ][^\n]*\n|\n)*─{20}`),
  );

/** These words stand on the screen, and in place of the box there is a dialog or an overlay. */
export const asked = (words: string): Step => {
  const asks = new RegExp(words);
  return until((screen) => asks.test(screen) && !BOX.test(screen));
};

/** The box stands there, and nothing on the screen says that a turn runs. */
export const rested = (): Step =>
  until((screen) => BOX.test(screen) && !screen.includes('esc to interrupt'));

/** The box is back. */
export const boxed = (): Step => until(BOX);

/** Something is open in place of the box. */
export const opened = (): Step => until((screen) => !BOX.test(screen));

/** The box is empty, or holds a suggestion. */
export const emptied = (): Step => until(/^[❯>][ \u00a0]*(?:Try "[^\n]*)?\n─{20}/m);

/** These words are gone from the screen. */
export const gone = (words: string): Step => until((screen) => !screen.includes(words));

/** Leave a dialog or an overlay, and clear what it put back into the box. */
export const leave = (): Step[] => [
  key('Escape'),
  wait(500),
  rested(),
  wait(300),
  key('C-u'),
  wait(300),
];

/** Once the model was asked this, it says the rest of its answer without another wait. */
export const hurry = (prompt: string): Step =>
  script(async ({ api }) => {
    await eventually(`the request for "${prompt}"`, () =>
      api.requests.some(
        (request) => request.kind !== 'side' && request.prompt?.includes(prompt) === true,
      ),
    );
    api.hurry();
  });

/** A turn runs: the spinner says so up to 2.0, and the row below the box since 2.1. */
export const working = (): Step => until(/esc to interrupt/);

function escape(words: string): string {
  return words.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** The permission mode on the row below the box: before 2.1.280 the default one had no name there. */
export const manual = (setting: Setting): string | null =>
  isSince(setting, '2.1.280') ? 'manual' : null;
