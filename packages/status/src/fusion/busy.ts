import type { EvidenceSource } from '@aegis/protocol';
import { BACKGROUND_RULE } from '../background-reading.ts';
import { isRest, type StatusState } from './state.ts';
import { CATCH_UP_MS, CONTRADICTION_GRACE_MS } from './timing.ts';

/** One source's word on whether a turn runs. */
export interface BusyWord {
  source: EvidenceSource;
  value: 'working' | 'idle';
  rule: string;
  since: number;
}

/**
 * Whether a turn runs. Claude Code's registry decides where it speaks, else the screen, else the hooks; the transcript
 * is heard only when none of them does. A hook can only be ahead of the others with the begin of work: it is called
 * before the work that it tells of, and its time is known. The end of a turn is told by its Stop hook before it is
 * over (other hooks may make the turn go on, agents may work in the background), so that the others are waited for.
 */
export function busyWord(state: StatusState): BusyWord | null {
  if (isInBackground(state)) return null;
  const { registry, screen, hook } = busyWords(state);
  const steadiest = registry ?? screen;
  if (steadiest === null) return hook ?? (isListUnknown(state) ? null : transcriptWord(state));
  if (hook !== null && isAhead(hook, steadiest) && state.now < graceOf(hook)) return hook;
  if (isBehind(state) && state.now < catchUpAt(state)) return promptWord(state);
  const isScreenRight = isOutvoted(state) || isBeforeFirstChange(state);
  return isScreenRight && screen !== null ? screen : steadiest;
}

/** Something on the screen takes an answer, and no rule knows what: nobody who cannot see it knows better. */
function isListUnknown({ settled }: StatusState): boolean {
  return settled?.value.rule === 'screen.unknown_dialog';
}

/** Stopped, or behind a shell: what it said before says nothing of whether it can be given work now. */
function isInBackground({ settled }: StatusState): boolean {
  return settled?.value.rule === BACKGROUND_RULE;
}

/** When the word may be another one though nothing happens; in the past if it will not. */
export function busyDeadline(state: StatusState): number {
  const { registry, screen, hook } = busyWords(state);
  const steadiest = registry ?? screen;
  if (steadiest === null && hook?.value === 'idle') return graceOf(hook);
  if (isBehind(state)) return catchUpAt(state);
  if (hook === null || steadiest === null || hook.value === steadiest.value) return -Infinity;
  return graceOf(registry !== null && screen !== null ? later(screen, hook) : hook);
}

/** Work that began after a source last changed its word. */
function isAhead(work: BusyWord, other: BusyWord): boolean {
  return work.value === 'working' && other.value === 'idle' && work.since > other.since;
}

/**
 * The registry's rest was read before the prompt of a turn that its Stop hook has ended already: it is the rest before that
 * turn, and the turn's own end is still to come. Not where the screen shows that end.
 */
function isBehind({ registry, hook, promptedAt, settled, lastRest }: StatusState): boolean {
  if (registry === null || promptedAt === null || hook?.value !== 'idle') return false;
  if (!isRest(registry.value.status) || registry.value.heardAt >= promptedAt) return false;
  const isShown =
    settled?.value.status === 'idle' &&
    Math.max(settled.since, lastRest?.since ?? -Infinity) >= promptedAt;
  return !isShown;
}

function catchUpAt({ hook }: StatusState): number {
  return (hook?.since ?? -Infinity) + CATCH_UP_MS;
}

function promptWord({ promptedAt, now }: StatusState): BusyWord {
  const since = promptedAt ?? now;
  return { source: 'hook', value: 'working', rule: 'hook.UserPromptSubmit', since };
}

/** What the registry says was said before, and for long now screen and hooks agree on something else: it is not kept. */
function isOutvoted(state: StatusState): boolean {
  const { registry, screen, hook } = busyWords(state);
  if (registry === null || screen === null || hook === null) return false;
  if (screen.value !== hook.value || screen.value === registry.value) return false;
  const newer = screen.since > registry.since && hook.since > registry.since;
  return newer && state.now >= graceOf(later(screen, hook));
}

/** The registry begins as idle, and a first prompt is worked on before it says so: no turn has ended that this could be of. */
function isBeforeFirstChange(state: StatusState): boolean {
  const { registry, screen } = busyWords(state);
  if (registry === null || screen === null || state.registry?.value.hasChanged !== false)
    return false;
  return isAhead(screen, registry);
}

function later(one: BusyWord, other: BusyWord): BusyWord {
  return one.since > other.since ? one : other;
}

function graceOf(word: BusyWord): number {
  return word.since + CONTRADICTION_GRACE_MS;
}

function busyWords(state: StatusState): Record<'registry' | 'screen' | 'hook', BusyWord | null> {
  return { registry: registryWord(state), screen: screenWord(state), hook: hookWord(state) };
}

function registryWord({ registry }: StatusState): BusyWord | null {
  const status = registry?.value.status ?? null;
  if (registry === null || status === null || status === 'waiting') return null;
  const value = status === 'busy' ? 'working' : 'idle';
  return { source: 'registry', value, rule: `registry.${status}`, since: registry.since };
}

function screenWord(state: StatusState): BusyWord | null {
  if (state.settled === null) return null;
  const { status: value, rule } = state.settled.value;
  if (value !== 'working' && value !== 'idle') return null;
  const { since } = state.settled;
  if (value === 'working' && isLate(state)) return null;
  return { source: 'screen', value, rule, since };
}

/**
 * A frame of work that is drawn after the hook of its turn's end, before the screen has shown any rest since: it is of
 * the turn that ended. Work that goes on for long after is work.
 */
function isLate({ settled, hook, lastRest, now }: StatusState): boolean {
  if (settled === null || hook?.value !== 'idle' || settled.since < hook.since) return false;
  const hasRested = lastRest !== null && lastRest.since >= hook.since;
  return !hasRested && now < hook.since + CONTRADICTION_GRACE_MS;
}

function hookWord({ hook, hookRule }: StatusState): BusyWord | null {
  if (hook === null) return null;
  return { source: 'hook', value: hook.value, rule: `hook.${hookRule}`, since: hook.since };
}

function transcriptWord(state: StatusState): BusyWord | null {
  if (state.transcript === null) return null;
  const { value: effect, since } = state.transcript;
  const value = effect === 'turn-open' ? 'working' : 'idle';
  return { source: 'transcript', value, rule: `transcript.${effect}`, since };
}
