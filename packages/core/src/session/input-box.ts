import { selectedCompletion, type ScreenReading } from '@aegis/status';
import type { SessionStore } from '@aegis/store';
import type { Outbox } from '../delivery/outbox.ts';
import { typedOf } from '../delivery/row-kind.ts';
import type { TypingHost } from '../delivery/type-prompt.ts';
import { asReceived, boxShows } from '../delivery/typing-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { KeyPress, SessionHandle } from '../ports/runtime.ts';
import type { RegistryEntry } from '../registry/registry-entry.ts';
import type { KeyLock } from './key-lock.ts';
import type { SessionState } from './session-state.ts';

export interface InputBoxDependencies {
  state: SessionState;
  keys: KeyLock;
  outbox: () => Outbox;
  store: SessionStore;
  clock: Clock;
  /** Null while nobody watches the session. */
  handle: () => SessionHandle | null;
  registryStatus: () => RegistryEntry['status'] | null;
}

/** The box that prompts are typed into: what stands in it, whose that is, and whether a key may be pressed. */
export class InputBox {
  readonly #dependencies: InputBoxDependencies;
  /** Since when every reading has had an empty box. */
  #emptySince: number | null = null;

  constructor(dependencies: InputBoxDependencies) {
    this.#dependencies = dependencies;
  }

  see({ composer }: ScreenReading): void {
    if (composer?.text !== '') this.#emptySince = null;
    else this.#emptySince ??= this.#dependencies.clock.monotonic();
  }

  /** For whoever types; null while nobody watches the session. */
  typingHost(): TypingHost | null {
    const handle = this.#dependencies.handle();
    return handle === null ? null : this.#typingHost(handle);
  }

  #typingHost(handle: SessionHandle): TypingHost {
    const { state, keys, clock, registryStatus } = this.#dependencies;
    return {
      keys,
      waiters: state.waiters,
      canType: () => this.#canType(),
      readsKeys: () => handle.readsKeys(),
      emptyForMs: () => (this.#emptySince === null ? 0 : clock.monotonic() - this.#emptySince),
      reading: () => handle.reading(),
      press: (presses: readonly KeyPress[]) => handle.press(presses),
      isLeftover: (boxText) => this.#isLeftover(boxText),
      workEvidence: () => {
        if (registryStatus() === 'busy') return { source: 'registry', rule: 'registry.busy' };
        const reading = handle.reading();
        return reading?.status === 'working' ? { source: 'screen', rule: reading.rule } : null;
      },
      overlayEvidence: () => this.#overlayEvidence(handle),
      selectedCompletion: () =>
        selectedCompletion(handle.screen(), { version: state.record.claudeVersion }),
    };
  }

  /** Once it is known to others, too: what is sent next is then refused for it. */
  #overlayEvidence(handle: SessionHandle): ReturnType<TypingHost['overlayEvidence']> {
    const reading = handle.reading();
    if (reading === null || reading.composer !== null) return null;
    const { pending, status, evidence } = this.#record;
    const isView = status === 'unknown' && evidence?.rule === reading.rule;
    return pending !== null || isView ? { source: 'screen', rule: reading.rule } : null;
  }

  /** A draft in the box that is not ours to clear, or null. */
  foreignDraft(): string | null {
    const text = this.#dependencies.handle()?.reading()?.composer?.text ?? '';
    if (text === '' || this.#dependencies.keys.held || this.#isLeftover(text)) return null;
    return text;
  }

  /** Whether a queued prompt is about to be typed: it waits for nothing but its turn. */
  canTypeSoon(): boolean {
    const { status, pending, exit } = this.#record;
    return exit === null && pending === null && (status === 'idle' || status === 'starting');
  }

  #canType(): boolean {
    const { view, record } = this.#dependencies.state;
    const handle = this.#dependencies.handle();
    const composer = handle?.reading()?.composer;
    if (record.exit !== null || view.status !== 'idle' || view.dialog !== null || !composer)
      return false;
    // Where its Stop hook was lost, how the turn ended is not told yet: the next one would swallow it.
    if (view.turn === 'ending') return false;
    if (composer.mode === 'memory' || !handle.takesKeys()) return false;
    const isEmpty = composer.text === '' && composer.mode === 'prompt';
    return isEmpty || this.#isLeftover(composer.text);
  }

  /**
   * An interrupt puts the prompt back into the box, and one that was given up on may show late: that is ours to clear. A
   * person's draft is not.
   */
  #isLeftover(boxText: string): boolean {
    const inShell = this.#dependencies.handle()?.reading()?.composer?.mode === 'shell';
    if (this.#dependencies.outbox().isCutOff(boxText, inShell)) return true;
    const { store } = this.#dependencies;
    const sent = store.listOutbox({
      sessionId: this.#record.id,
      states: ['delivered', 'unconfirmed', 'submitted', 'queued'],
    });
    return sent.some((row) => {
      const { kind, text } = typedOf(row);
      if (row.attempts === 0 || (kind === 'shell') !== inShell) return false;
      return boxShows(boxText, asReceived(text));
    });
  }

  get #record() {
    return this.#dependencies.state.record;
  }
}
