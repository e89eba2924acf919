import type { Evidence } from '@aegis/protocol';
import type { ScreenReading } from '@aegis/status';
import type { TypingHost } from '../delivery/type-prompt.ts';
import type { KeyPress } from '../ports/runtime.ts';
import { KeyLock } from '../session/key-lock.ts';
import type { Waiters } from '../session/waiters.ts';
import { sampleDialog } from './sample-dialog.ts';

/** Claude Code's input box: takes keys, and submits at Enter. What it does otherwise is the test's to set. */
export class FakeBox implements TypingHost {
  readonly keys = new KeyLock();
  readonly waiters: Waiters;
  text = '';
  /** Every text that was submitted. */
  readonly submitted: string[] = [];
  readonly pressed: KeyPress[] = [];
  takesText = true;
  /** How many presses of Enter have no effect. */
  deafEnters = 0;
  isIdle = true;
  reads: boolean | null = true;
  hasDialog = false;
  leftovers: readonly string[] = [];
  takesClearing = true;
  /** Where the cursor stands: before the text, or behind it. */
  isAtBegin = false;
  /** Milliseconds for which it has been empty, while it is. */
  emptyFor = Infinity;
  work: Pick<Evidence, 'source' | 'rule'> | null = null;
  /** The command that is chosen in a list next to the box. */
  completion: readonly string[] | null = null;
  overlay: Pick<Evidence, 'source' | 'rule'> | null = null;
  mode: 'prompt' | 'shell' = 'prompt';
  onSubmit: (text: string) => void = () => undefined;
  onPress: (press: KeyPress) => void = () => undefined;

  constructor(waiters: Waiters) {
    this.waiters = waiters;
  }

  canType(): boolean {
    return this.isIdle && !this.hasDialog && (this.text === '' || this.isLeftover(this.text));
  }

  emptyForMs(): number {
    return this.text === '' ? this.emptyFor : 0;
  }

  readsKeys(): boolean | null {
    return this.reads;
  }

  isLeftover(text: string): boolean {
    return this.leftovers.includes(text);
  }

  reading(): ScreenReading {
    return {
      status: this.isIdle ? 'idle' : 'working',
      statusText: null,
      rule: 'screen.fake',
      dialog: this.hasDialog ? sampleDialog() : null,
      composer: { text: this.text.trimEnd(), ghost: null, mode: this.mode },
      activity: null,
      modeLine: null,
      turnEnd: null,
      closed: false,
      queued: 0,
    };
  }

  workEvidence(): Pick<Evidence, 'source' | 'rule'> | null {
    return this.work;
  }

  overlayEvidence(): Pick<Evidence, 'source' | 'rule'> | null {
    return this.overlay;
  }

  selectedCompletion(): readonly string[] | null {
    return this.completion;
  }

  press(keys: readonly KeyPress[]): Promise<void> {
    for (const press of keys) {
      this.pressed.push(press);
      this.onPress(press);
      if (press.type === 'text') this.#type(press.text);
      else if (press.key === 'C-j') this.#type('\n');
      else if (press.key === 'C-a') this.isAtBegin = true;
      else if (press.key === 'C-e') this.isAtBegin = false;
      else if (press.key === 'C-d' && this.isAtBegin) this.text = this.text.slice(1);
      else if (press.key === 'C-u') this.#clearLine();
      else if (press.key === 'BSpace') this.mode = 'prompt';
      else if (press.key === 'Enter') this.#enter();
    }
    this.waiters.check();
    return Promise.resolve();
  }

  #type(text: string): void {
    if (!this.takesText) return;
    if (text === '!' && this.text === '' && this.mode === 'prompt') this.mode = 'shell';
    else this.text += text;
  }

  #clearLine(): void {
    if (this.takesClearing && !this.isAtBegin)
      this.text = this.text.split('\n').slice(0, -1).join('\n');
  }

  #enter(): void {
    if (this.deafEnters > 0) {
      this.deafEnters -= 1;
      return;
    }
    const text = `${this.mode === 'shell' ? '!' : ''}${this.text.trimEnd()}`;
    this.text = '';
    this.mode = 'prompt';
    this.submitted.push(text);
    this.onSubmit(text);
  }
}
