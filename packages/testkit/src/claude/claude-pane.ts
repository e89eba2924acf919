import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../eventually.ts';
import type { TmuxSandbox } from '../sandbox/tmux-sandbox.ts';
import type { ClaudeHome } from './claude-home.ts';
import { resolveClaude } from './resolve-claude.ts';

/** CC in a tmux pane, as a person would use it. */
export interface ClaudePane {
  readonly paneId: string;
  /** CC's own process. */
  readonly pid: number;
  /** The visible screen, without trailing blanks. */
  screen(): Promise<string>;
  /** Waits until the screen shows `wanted`, and gives the screen. Rejects with the last screen. */
  waitFor(wanted: string | RegExp, timeoutMs?: number): Promise<string>;
  /** Types into the box, sees the text there, and presses Enter. One line. */
  submit(line: string): Promise<void>;
  /** Keys by tmux's names, such as `Enter`, `Escape`, `Down`, `C-u`. */
  press(...keys: string[]): Promise<void>;
  /** Moves to the row of the open dialog with this whole label, sees it highlighted, and presses Enter. */
  choose(label: string): Promise<void>;
}

export interface ClaudePaneOptions {
  readonly tmux: TmuxSandbox;
  readonly home: Pick<ClaudeHome, 'env'>;
  readonly cwd: string;
  /** After `--permission-mode default`; a later `--permission-mode` wins. */
  readonly parameters?: readonly string[];
  readonly cols?: number;
  readonly rows?: number;
}

/** CC's own default is auto mode, which asks for less. */
const DEFAULT_PARAMETERS = ['--permission-mode', 'default'] as const;
/** CC takes longer bursts for a paste. */
const TYPED_PIECE = 300;
const PIECE_DELAY_MS = 20;
const KEY_DELAY_MS = 150;
const MAX_DIALOG_ROWS = 20;

export async function startClaudePane(options: ClaudePaneOptions): Promise<ClaudePane> {
  const { tmux, home, cwd, parameters = [], cols = 130, rows = 50 } = options;
  const environment = Object.entries(home.env).map(([name, value]) => `${name}=${value}`);
  const size = ['-x', String(cols), '-y', String(rows)];
  const format = ['-P', '-F', '#{pane_id} #{pane_pid}'];
  const command = ['env', '-i', ...environment, resolveClaude(), ...DEFAULT_PARAMETERS];
  const answer = await tmux.run(
    ...['new-session', '-d', ...size, ...format, '-c', cwd, '--', ...command, ...parameters],
  );
  const [paneId = '', pid] = answer.trim().split(' ');

  const screen = async () =>
    (await tmux.run('capture-pane', '-p', '-t', paneId)).replaceAll(/[^\S\n]+$/gm, '').trimEnd();
  const press = async (...keys: string[]) => {
    await tmux.run('send-keys', '-t', paneId, ...keys);
  };
  const waitFor = async (wanted: string | RegExp, timeoutMs = 15_000) => {
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
  };
  return {
    paneId,
    pid: Number(pid),
    screen,
    waitFor,
    press,
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
      for (let row = 0; row < MAX_DIALOG_ROWS; row += 1) {
        if (isHighlighted(await screen(), label)) return press('Enter');
        await press('Down');
        await sleep(KEY_DELAY_MS);
      }
      throw new Error(`No row "${label}" could be highlighted:\n${await screen()}`);
    },
  };
}

/** A highlighted row, e.g. `❯ 1. Yes` or `❯ No, exit`. */
function isHighlighted(screen: string, label: string): boolean {
  return screen
    .split('\n')
    .some((line) => /^\s*❯ (?:\d+\. )?(?<label>.*)$/.exec(line)?.groups?.['label'] === label);
}
