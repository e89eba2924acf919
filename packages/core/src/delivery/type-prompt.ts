import type { Evidence } from '@aegis/protocol';
import type { ScreenReading } from '@aegis/status';
import type { KeyPress } from '../ports/runtime.ts';
import type { KeyLock } from '../session/key-lock.ts';
import type { Waiters } from '../session/waiters.ts';
import { boxHolds, boxShows, isMadeOf, typingPlan, type Burst } from './typing-plan.ts';

/** What typing needs of a session. */
export interface TypingHost {
  readonly keys: KeyLock;
  readonly waiters: Waiters;
  /** Idle, no dialog, an empty box (or one that holds only what an interrupt put back). */
  canType(): boolean;
  /** Whether Claude Code reads keys; null: it has not shown either. */
  readsKeys(): boolean | null;
  /** Milliseconds for which the box has been empty; 0 while it is not. */
  emptyForMs(): number;
  reading(): ScreenReading | null;
  press(keys: readonly KeyPress[]): Promise<void>;
  /** Text that Claude Code itself put back into the box, and that may be cleared. */
  isLeftover(boxText: string): boolean;
  /** Whether Claude Code is at work, by its registry or its screen; null while it is not. */
  workEvidence(): Pick<Evidence, 'source' | 'rule'> | null;
}

export interface TypingSteps {
  /** Called before the first key, durably. */
  started: () => void;
  /** Called before Enter, durably. */
  submitted: () => void;
  /** Whether Claude Code has said that it got the prompt. */
  isProven: () => boolean;
}

export type TypingResult =
  | { type: 'proven' }
  /** No word from Claude Code, but the box is empty and it went to work. */
  | { type: 'accepted'; source: Evidence['source']; rule: string }
  | { type: 'not-typed' }
  /** What stood in the box is still there; nothing was typed. */
  | { type: 'not-cleared' }
  | { type: 'unconfirmed' };

/** Milliseconds for typed text to show in the box. */
const ECHO_TIMEOUT_MS = 3_000;
/** Milliseconds that Claude Code has to take a burst whose end is no news in the box. */
const QUIET_MS = 60;
/** Milliseconds after Enter before it is pressed again, where the text still stands in the box. */
const ENTER_RETRY_MS = 1_200;
const MAX_ENTERS = 5;
/** Milliseconds for which a box has to be empty before anything is typed into it. */
const EMPTY_MS = 150;
/** Milliseconds that Claude Code's own word is waited for once it is at work. */
const PROOF_TIMEOUT_MS = 2_500;
/** Presses of Ctrl-U that clear the box: each takes one line. */
const MAX_CLEARS = 400;
/** Milliseconds for one of them to show, and how many in a row may not: all that stands there is to go, so that one more does no harm. */
const CLEAR_TIMEOUT_MS = 100;
const MAX_UNSEEN_CLEARS = 30;

/** Type a prompt into an empty box, see it there, submit it, and see it gone. Every key is checked by its effect. */
export function typePrompt(
  text: string,
  host: TypingHost,
  steps: TypingSteps,
): Promise<TypingResult> {
  return host.keys.run(async () => {
    if (!host.canType()) return { type: 'not-typed' };
    if (!(await clearLeftover(host))) return { type: 'not-cleared' };
    if (!(await staysEmpty(host))) return { type: 'not-typed' };
    steps.started();
    let seen = '';
    for (const burst of typingPlan(text)) {
      seen += burst.seen;
      if (!(await typeBurst(host, burst, seen))) return takeBack(host, text);
    }
    if (!(await seenInBox(host, (box) => boxShows(box, text)))) return takeBack(host, text);
    try {
      steps.submitted();
    } catch (error) {
      // Enter that is not written down is not pressed, and what was typed must not stand there for somebody else to submit.
      await takeBack(host, text);
      throw error;
    }
    return submit(text, host, steps);
  });
}

/**
 * Types a burst and sees in the box what was typed so far. Where the box looked like that before (the same words over and
 * over), a frame drawn since then has to do, and a moment's quiet: two bursts that Claude Code reads as one are a paste to it.
 */
async function typeBurst(host: TypingHost, burst: Burst, soFar: string): Promise<boolean> {
  const before = host.reading();
  const holds = (box: string) => burst.seen === '' || boxHolds(box, soFar);
  const isSame = holds(boxText(host));
  await host.press(burst.keys);
  const isDrawn = () => host.reading() !== before;
  const isSeen = await seenInBox(host, (box) => isDrawn() && holds(box));
  if (isSeen && isSame) await host.waiters.until(() => null, { timeoutMs: QUIET_MS });
  return isSeen;
}

/**
 * Enter may have been pressed by a program that is gone now. Where the text still stands in the box it had no effect, and is
 * pressed; else Claude Code's word is waited for.
 */
export function submitAgain(
  text: string,
  host: TypingHost,
  steps: TypingSteps,
): Promise<TypingResult> {
  return host.keys.run(async () => {
    if (!host.canType()) return { type: 'not-typed' };
    return submit(text, host, steps);
  });
}

/** Decided once, on the whole of it: with its first line cleared it is not to be recognised any more. */
async function clearLeftover(host: TypingHost): Promise<boolean> {
  const text = boxText(host);
  return text === '' || (host.isLeftover(text) && (await clearBox(host, () => true)));
}

/** In a frame that is half drawn a box looks empty too; what stands in it would be sent with the prompt. */
async function staysEmpty(host: TypingHost): Promise<boolean> {
  const restMs = EMPTY_MS - host.emptyForMs();
  if (restMs > 0) {
    await host.waiters.until(() => (boxText(host) === '' ? null : true), { timeoutMs: restMs });
  }
  return boxText(host) === '' && host.canType();
}

async function seenInBox(
  host: TypingHost,
  isSeen: (box: string) => boolean,
  timeoutMs = ECHO_TIMEOUT_MS,
): Promise<boolean> {
  const seen = await host.waiters.until(() => (isSeen(boxText(host)) ? true : null), { timeoutMs });
  return seen !== null;
}

/** The box does not show what was typed (it was taken for a paste, say): clear it, so that it can be typed afresh. */
async function takeBack(host: TypingHost, text: string): Promise<TypingResult> {
  const mayClear = (box: string) => host.reading()?.dialog === null && isMadeOf(box, text);
  const isCleared = host.reading()?.composer != null && (await clearBox(host, mayClear));
  return { type: isCleared ? 'not-typed' : 'unconfirmed' };
}

async function submit(text: string, host: TypingHost, steps: TypingSteps): Promise<TypingResult> {
  for (let enter = 0; enter < MAX_ENTERS; enter += 1) {
    // Never into a dialog that opened meanwhile, and never twice for a text that has gone.
    if (host.reading()?.dialog || !boxShows(boxText(host), text)) break;
    await host.press([{ type: 'key', key: 'Enter' }]);
    const seen = await host.waiters.until(
      () => (steps.isProven() || !boxShows(boxText(host), text) ? true : null),
      { timeoutMs: ENTER_RETRY_MS },
    );
    if (seen !== null) break;
  }
  await host.waiters.until(() => (steps.isProven() ? true : null), { timeoutMs: PROOF_TIMEOUT_MS });
  if (steps.isProven()) return { type: 'proven' };
  const work = boxShows(boxText(host), text) ? null : host.workEvidence();
  return work === null ? { type: 'unconfirmed' } : { type: 'accepted', ...work };
}

/**
 * Clears the box line by line, as long as what stands in it may be cleared; false where it does not get empty. A key that
 * joins an empty line to the one above changes nothing that is read.
 */
async function clearBox(host: TypingHost, mayClear: (box: string) => boolean): Promise<boolean> {
  let unseen = 0;
  for (let clear = 0; clear < MAX_CLEARS; clear += 1) {
    const before = boxText(host);
    if (before === '') return true;
    if (unseen >= MAX_UNSEEN_CLEARS || !mayClear(before)) return false;
    // Ctrl-U takes what stands before the cursor, which may have been left elsewhere in the line.
    await host.press([
      { type: 'key', key: 'C-e' },
      { type: 'key', key: 'C-u' },
    ]);
    const isSeen = await seenInBox(host, (box) => box !== before, CLEAR_TIMEOUT_MS);
    unseen = isSeen ? 0 : unseen + 1;
  }
  return boxText(host) === '';
}

function boxText(host: TypingHost): string {
  return host.reading()?.composer?.text ?? '';
}
