import type { Dialog } from '../dialog/dialog.ts';
import type { DialogStep } from '../dialog/dialog-step.ts';
import { pressInList, type ListAnswer, type ListDialog } from '../dialog/list-dialog.ts';
import {
  pressInQuestion,
  type QuestionAnswer,
  type QuestionDialog,
} from '../dialog/question-dialog.ts';
import type { Key } from '../keys/key.ts';
import { PACE } from '../pace.ts';
import { drawScreen } from '../screen/draw-screen.ts';
import type { LogItem, ScreenState } from '../screen/screen-state.ts';
import type { Terminal } from '../screen/terminal.ts';

/** Claude Code silently drops the keys of a dialog's first moments. */
const DEAF_MS = 150;

export type Withdrawn = 'withdrawn';

/** What is on the screen, and the dialog that waits for a key. */
export class View {
  readonly #terminal: Terminal;
  #state: ScreenState;
  #press: ((key: Key) => void) | null = null;
  #openedAt = 0;
  /** Keys before this moment wait for it. */
  #heldUntil = 0;
  #isScheduled = false;

  constructor(terminal: Terminal, state: ScreenState) {
    this.#terminal = terminal;
    this.#state = state;
    terminal.onResize(() => this.change({ size: terminal.size }));
    this.change({});
  }

  get state(): ScreenState {
    return this.#state;
  }

  /** All changes of one moment are drawn at once. */
  change(part: Partial<ScreenState>): void {
    this.#state = { ...this.#state, ...part };
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.drawNow();
    });
  }

  drawNow(): void {
    this.#terminal.draw(drawScreen(this.#state));
  }

  log(...items: readonly LogItem[]): void {
    this.change({ log: [...this.#state.log, ...items] });
  }

  /** Replaces the last item of the conversation. */
  relog(item: LogItem): void {
    this.change({ log: [...this.#state.log.slice(0, -1), item] });
  }

  get isAsking(): boolean {
    return this.#press !== null;
  }

  /** A key for the dialog that is open. */
  press(key: Key): void {
    const now = performance.now();
    if (now - this.#openedAt < DEAF_MS) return;
    if (now >= this.#heldUntil) this.#press?.(key);
    else setTimeout(() => this.press(key), this.#heldUntil - now);
  }

  askList(dialog: ListDialog, signal: AbortSignal): Promise<ListAnswer | Withdrawn> {
    return this.#ask(dialog, pressInList, signal);
  }

  askQuestion(dialog: QuestionDialog, signal: AbortSignal): Promise<QuestionAnswer | Withdrawn> {
    return this.#ask(dialog, pressInQuestion, signal);
  }

  /** Help stays until it is closed. */
  async showHelp(signal: AbortSignal): Promise<void> {
    type Help = Extract<Dialog, { type: 'help' }>;
    await this.#ask<Help, 'closed'>(
      { type: 'help' },
      (dialog, key) =>
        key.type === 'key' && key.key === 'Escape'
          ? { type: 'closed', answer: 'closed' }
          : { type: 'open', dialog },
      signal,
    );
  }

  #ask<D extends Dialog, A>(
    dialog: D,
    step: (dialog: D, key: Key) => DialogStep<D, A>,
    signal: AbortSignal,
  ): Promise<A | Withdrawn> {
    return new Promise((resolve) => {
      let current = dialog;
      const close = (answer: A | Withdrawn) => {
        signal.removeEventListener('abort', withdraw);
        this.#press = null;
        this.change({ dialog: null });
        resolve(answer);
      };
      const withdraw = () => close('withdrawn');
      this.#openedAt = performance.now();
      this.#press = (key) => {
        const next = step(current, key);
        if (next.type === 'closed') {
          close(next.answer);
          return;
        }
        if (pageOf(next.dialog) !== pageOf(current)) {
          this.#heldUntil = performance.now() + PACE.page;
        }
        current = next.dialog;
        this.change({ dialog: current });
      };
      this.change({ dialog });
      if (signal.aborted) withdraw();
      else signal.addEventListener('abort', withdraw);
    });
  }
}

function pageOf(dialog: Dialog): number {
  return dialog.type === 'question' ? dialog.page : 0;
}
