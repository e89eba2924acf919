import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../eventually.ts';
import type { TmuxSandbox } from './tmux-sandbox.ts';

/** A tmux pane, used as a person would. */
export interface Pane {
  /** The visible screen, without trailing blanks. */
  screen(): Promise<string>;
  /** Waits until the screen shows `wanted`, and gives the screen. Rejects with the last screen. */
  waitFor(wanted: string | RegExp, timeoutMs?: number): Promise<string>;
  /** Types one line, sees its end on the screen, and presses Enter. */
  submit(line: string): Promise<void>;
  /** Keys by tmux's names, such as `Enter`, `Escape`, `Down`, `C-u`. */
  press(...keys: string[]): Promise<void>;
  /** Moves to the row `❯ label` of the open dialog, presses Enter, and sees the screen change. */
  choose(label: string): Promise<void>;
}

/** CC takes longer bursts for a paste. */
const TYPED_PIECE = 300;
const PIECE_DELAY_MS = 20;
/** CC 2.1.330 takes no key in the first 150 ms of a dialog, and does not say so. */
const KEY_DELAY_MS = 200;
const EFFECT_TIMEOUT_MS = 1_000;
const MAX_KEYS = 20;

export function paneOf(tmux: Pick<TmuxSandbox, 'run'>, paneId: string): Pane {
  const screen = async () =>
    (await tmux.run('capture-pane', '-p', '-t', paneId)).replaceAll(/[^\S\n]+$/gm, '').trimEnd();
  const press = async (...keys: string[]) => {
    await tmux.run('send-keys', '-t', paneId, ...keys);
  };
  /** Every key that a dialog takes changes the screen. */
  const changes = (before: string) =>
    eventually('a change', async () => (await screen()) !== before, {
      timeoutMs: EFFECT_TIMEOUT_MS,
    }).catch(() => false);
  return {
    screen,
    press,
    waitFor: async (wanted, timeoutMs = 15_000) => {
      let last = '';
      const isShown = async () => {
        last = await screen();
        return typeof wanted === 'string' ? last.includes(wanted) : last.search(wanted) !== -1;
      };
      await eventually(`${String(wanted)} on the screen`, isShown, { timeoutMs }).catch(
        (cause: unknown) => {
          throw new Error(`${String(wanted)} is not on the screen:\n${last}`, { cause });
        },
      );
      return last;
    },
    submit: async (line) => {
      for (let start = 0; start < line.length; start += TYPED_PIECE) {
        await press('-l', '--', line.slice(start, start + TYPED_PIECE));
        await sleep(PIECE_DELAY_MS);
      }
      const end = line.slice(-20);
      await eventually(`"${end}" in the box`, async () => (await screen()).includes(end));
      await press('Enter');
    },
    choose: async (label) => {
      for (let count = 0; count < MAX_KEYS; count += 1) {
        await sleep(KEY_DELAY_MS);
        const before = await screen();
        const isReady = isHighlighted(before, label);
        await press(isReady ? 'Enter' : 'Down');
        const hasEffect = await changes(before);
        if (isReady && hasEffect) return;
      }
      throw new Error(`The row "${label}" could not be chosen:\n${await screen()}`);
    },
  };
}

/** A highlighted row, e.g. `❯ 1. Yes` or `❯ No, exit`. */
function isHighlighted(screen: string, label: string): boolean {
  return screen
    .split('\n')
    .some((line) => /^\s*❯ (?:\d+\. )?(?<label>.*)$/.exec(line)?.groups?.['label'] === label);
}
