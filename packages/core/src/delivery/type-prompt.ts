import type { Evidence } from '@aegis/protocol';
import type { ScreenReading } from '@aegis/status';
import type { KeyPress } from '../ports/runtime.ts';
import type { KeyLock } from '../session/key-lock.ts';
import type { Waiters } from '../session/waiters.ts';
import { commandName, type Typed } from './row-kind.ts';
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
  /** Whether a view or a list has opened, as some commands do; null while none is. */
  overlayEvidence(): Pick<Evidence, 'source' | 'rule'> | null;
  /** Names of the command that Enter would choose from a list, in the place of what was typed; null: there is no list. */
  selectedCompletion(): readonly string[] | null;
}

export interface TypingSteps {
  /** Called before the first key, durably. */
  started: () => void;
  /** Called before Enter, durably. */
  submitted: () => void;
  /** Whether Claude Code has said that it got the prompt, or that it knows no such command. */
  isProven: () => boolean;
}

export type TypingResult =
  | { type: 'proven' }
  /** No word from Claude Code, but the box is empty and it went to work. */
  | { type: 'accepted'; source: Evidence['source']; rule: string }
  | { type: 'not-typed' }
  /** What stood in the box is still there; nothing was typed. */
  | { type: 'not-cleared' }
  /** Enter would run another command, so it was not pressed. */
  | { type: 'refused' }
  | { type: 'unconfirmed' };

/** Milliseconds for typed text to show in the box. */
const ECHO_TIMEOUT_MS = 3_000;
/** Milliseconds that Claude Code has to take a burst whose end is no news in the box. */
const QUIET_MS = 60;
/** Milliseconds after Enter before it is pressed again, where the text still stands in the box. */
const ENTER_RETRY_MS = 1_200;
const MAX_ENTERS = 5;
/** Milliseconds for a command to leave the box. Enter is pressed once: a second one might choose a row of what it opens. */
const COMMAND_TIMEOUT_MS = 6_000;
/** Milliseconds for the list of commands to be drawn, for it to be that of the whole command, and between two looks at it. */
const LIST_MS = { drawn: 250, settled: 1_500, between: 100 };
/** Milliseconds for which a box has to be empty before anything is typed into it. */
const EMPTY_MS = 150;
/** Milliseconds that Claude Code's own word is waited for once it is at work. */
const PROOF_TIMEOUT_MS = 2_500;
/** Presses of Ctrl-U that clear the box: each takes one line. */
const MAX_CLEARS = 400;
/** Milliseconds for one of them to show, and how many in a row may not: all that stands there is to go, so that one more does no harm. */
const CLEAR_TIMEOUT_MS = 100;
const MAX_UNSEEN_CLEARS = 30;

/** Type a prompt or a command into an empty box, see it there, submit it, and see it gone. Every key is checked by its effect. */
export function typePrompt(
  typed: Typed,
  host: TypingHost,
  steps: TypingSteps,
): Promise<TypingResult> {
  const { kind, text } = typed;
  return host.keys.run(async () => {
    if (!host.canType()) return { type: 'not-typed' };
    if (!(await clearLeftover(host))) return { type: 'not-cleared' };
    if (!(await staysEmpty(host))) return { type: 'not-typed' };
    steps.started();
    if (kind === 'shell' && !(await enterShell(host))) return takeBack(host, typed);
    let seen = '';
    for (const burst of typingPlan(typed)) {
      seen += burst.seen;
      if (!(await typeBurst(host, burst, seen))) return takeBack(host, typed);
    }
    if (!(await seenInBox(host, (box) => boxShows(box, text)))) return takeBack(host, typed);
    if (kind === 'command' && !(await runsAsTyped(host, text))) return refuse(host, typed);
    try {
      steps.submitted();
    } catch (error) {
      // Enter that is not written down is not pressed, and what was typed must not stand there for somebody else to submit.
      await takeBack(host, typed);
      throw error;
    }
    return submit(typed, host, steps);
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
  typed: Typed,
  host: TypingHost,
  steps: TypingSteps,
): Promise<TypingResult> {
  const { kind, text } = typed;
  return host.keys.run(async () => {
    if (!host.canType()) return { type: 'not-typed' };
    const isCommand = kind === 'command' && stands(typed, host);
    if (isCommand && !(await runsAsTyped(host, text))) return refuse(host, typed);
    return submit(typed, host, steps);
  });
}

/** Decided once, on the whole of it: with its first line cleared it is not to be recognised any more. */
async function clearLeftover(host: TypingHost): Promise<boolean> {
  const text = boxText(host);
  if (text === '' && !isInShell(host)) return true;
  return host.isLeftover(text) && (await clearBox(host, () => true)) && leaveShell(host);
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
async function takeBack(host: TypingHost, { kind, text }: Typed): Promise<TypingResult> {
  const mayClear = (box: string) => host.reading()?.dialog === null && isMadeOf(box, text);
  const isCleared = host.reading()?.composer != null && (await clearBox(host, mayClear));
  const isBack = isCleared && (kind !== 'shell' || (await leaveShell(host)));
  return { type: isBack ? 'not-typed' : 'unconfirmed' };
}

/** It was not submitted, whether or not the box can be cleared of it. */
async function refuse(host: TypingHost, typed: Typed): Promise<TypingResult> {
  await takeBack(host, typed);
  return { type: 'refused' };
}

/** A `!` that comes with other keys is text; by itself it switches the box over (measured on every release of the corpus). */
async function enterShell(host: TypingHost): Promise<boolean> {
  await host.press([{ type: 'text', text: '!' }]);
  return seenInBox(host, () => isInShell(host));
}

async function leaveShell(host: TypingHost): Promise<boolean> {
  if (!isInShell(host)) return true;
  await host.press([{ type: 'key', key: 'BSpace' }]);
  return seenInBox(host, () => !isInShell(host));
}

function isInShell(host: TypingHost): boolean {
  return host.reading()?.composer?.mode === 'shell';
}

/**
 * Whether Enter runs the command that was typed. Behind a whole command the list of commands is gone, or has that command
 * chosen; of a part of one, Enter would run whatever is chosen.
 */
async function runsAsTyped(host: TypingHost, text: string): Promise<boolean> {
  const name = commandName(text);
  const isSame = () => {
    const names = host.selectedCompletion();
    return names === null || names.includes(name);
  };
  const wait = (timeoutMs: number, until: () => boolean) =>
    host.waiters.until(() => (until() ? true : null), { timeoutMs });
  await wait(LIST_MS.drawn, () => false);
  if ((await wait(LIST_MS.settled, isSame)) === null) return false;
  await wait(LIST_MS.between, () => false);
  return isSame();
}

/** Whether all of it stands in the box, and nothing else. */
function stands({ kind, text }: Typed, host: TypingHost): boolean {
  return boxShows(boxText(host), text) && isInShell(host) === (kind === 'shell');
}

async function submit(typed: Typed, host: TypingHost, steps: TypingSteps): Promise<TypingResult> {
  const isCommand = typed.kind === 'command';
  const opened = () => (isCommand ? host.overlayEvidence() : null);
  for (let enter = 0; enter < (isCommand ? 1 : MAX_ENTERS); enter += 1) {
    // Never into a dialog that opened meanwhile, and never twice for a text that has gone.
    if (host.reading()?.dialog || !stands(typed, host)) break;
    await host.press([{ type: 'key', key: 'Enter' }]);
    const seen = await host.waiters.until(
      () => (steps.isProven() || !stands(typed, host) ? true : null),
      { timeoutMs: isCommand ? COMMAND_TIMEOUT_MS : ENTER_RETRY_MS },
    );
    if (seen !== null) break;
  }
  await host.waiters.until(() => (steps.isProven() || opened() !== null ? true : null), {
    timeoutMs: PROOF_TIMEOUT_MS,
  });
  if (steps.isProven()) return { type: 'proven' };
  const effect = stands(typed, host) ? null : (opened() ?? host.workEvidence());
  return effect === null ? { type: 'unconfirmed' } : { type: 'accepted', ...effect };
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
