import type { EvidenceSource } from '@aegis/protocol';
import type { StatusState } from './state.ts';
import { CONTRADICTION_GRACE_MS, LATE_FRAME_MS } from './timing.ts';

/** One source's word on whether a turn runs. */
export interface BusyWord {
  source: EvidenceSource;
  value: 'working' | 'idle';
  rule: string;
  since: number;
}

/**
 * Whether a turn runs. Where the sources differ, the one that changed last is right for a moment, since each is late
 * in its own way; after that the registry, which Claude Code keeps itself, then the screen, then the hooks. The
 * transcript is heard only when none of them speaks.
 */
export function busyWord(state: StatusState): BusyWord | null {
  const words = busyWords(state);
  const newest = words.reduce<BusyWord | null>(
    (best, word) => (best === null || word.since > best.since ? word : best),
    null,
  );
  if (newest === null) return transcriptWord(state);
  const steadiest = words[0] ?? newest;
  if (words.every((word) => word.value === newest.value)) return newest;
  return state.now < newest.since + CONTRADICTION_GRACE_MS ? newest : steadiest;
}

/** When a contradiction will be settled. */
export function busyDeadline(state: StatusState): number {
  const words = busyWords(state);
  if (new Set(words.map((word) => word.value)).size < 2) return Infinity;
  return Math.max(...words.map((word) => word.since)) + CONTRADICTION_GRACE_MS;
}

/** The steadiest first. */
function busyWords(state: StatusState): BusyWord[] {
  const words: BusyWord[] = [];
  const registry = state.registry;
  const status = registry?.value.status ?? null;
  if (registry !== null && status !== null && status !== 'waiting') {
    const value = status === 'busy' ? 'working' : 'idle';
    words.push({ source: 'registry', value, rule: `registry.${status}`, since: registry.since });
  }
  const screen = state.settled;
  if (screen !== null && (screen.value.status === 'working' || screen.value.status === 'idle')) {
    const { status: value, rule } = screen.value;
    words.push({ source: 'screen', value, rule, since: sinceWhen(state, value, screen.since) });
  }
  if (state.hook !== null) {
    const { value, since } = state.hook;
    words.push({ source: 'hook', value, rule: `hook.${state.hookRule}`, since });
  }
  return words;
}

/** A frame of a turn that its Stop hook has ended may be drawn, or read, after that: it is older than it looks. */
function sinceWhen(state: StatusState, value: BusyWord['value'], since: number): number {
  const { hook } = state;
  if (value === 'idle' || hook?.value !== 'idle') return since;
  const isLate = since >= hook.since && since < hook.since + LATE_FRAME_MS;
  return isLate ? hook.since - 1 : since;
}

function transcriptWord(state: StatusState): BusyWord | null {
  if (state.transcript === null) return null;
  const { value: effect, since } = state.transcript;
  const value = effect === 'turn-open' ? 'working' : 'idle';
  return { source: 'transcript', value, rule: `transcript.${effect}`, since };
}
