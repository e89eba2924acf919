import type { Message } from '@aegis/protocol';

/**
 * Claude Code's Stop hook tells the last words of a turn before they are in the transcript (some 100 ms, measured on
 * 2.1.330). This knows whether they have come.
 */
export class TranscriptLag {
  #said: string[] = [];
  #awaited: string | null = null;

  /** Whether everything that a turn is known to have ended with has been read. */
  get isCaughtUp(): boolean {
    return this.#awaited === null;
  }

  turnBegan(): void {
    this.#said = [];
    this.#awaited = null;
  }

  /** @param text the turn's last words; null where they are not known */
  turnEnded(text: string | null): void {
    const last = text?.trim() ?? '';
    this.#awaited = last === '' || this.#said.some((said) => last.endsWith(said)) ? null : last;
  }

  read({ role, contentType, text, isSidechain }: Message): void {
    const said = text.trim();
    if (role !== 'assistant' || contentType !== 'text' || isSidechain || said === '') return;
    this.#said.push(said);
    if (this.#awaited?.endsWith(said) === true) this.#awaited = null;
  }
}
