import type { EvidenceSource, SessionStatus } from '@aegis/protocol';
import { statusOfTool } from './held-requests.ts';
import type { StatusState } from './state.ts';

/** What one source says by itself. */
export interface SourceWord {
  source: Extract<EvidenceSource, 'screen' | 'hook' | 'registry' | 'transcript'>;
  /** `waiting`: a dialog is open, and the source does not say which. */
  status: SessionStatus | 'waiting';
  /** What it goes by, e.g. `screen.spinner`, `registry.busy`. */
  rule: string;
  /** Since when it says so, in the time of the observations. */
  since: number;
}

/** What each source says right now, whatever the others say; a source that has said nothing is left out. */
export function sourceWords(state: StatusState): readonly SourceWord[] {
  return [screenWord, hookWord, registryWord, transcriptWord].flatMap((word) => word(state) ?? []);
}

/** The last frame that stood still: a half-drawn one says nothing. */
function screenWord({ settled }: StatusState): SourceWord | null {
  if (settled === null) return null;
  const { status, rule } = settled.value;
  return { source: 'screen', status, rule, since: settled.since };
}

/** A request that is held comes before the turn that it is part of. */
function hookWord({ held, hook, hookRule }: StatusState): SourceWord | null {
  const request = held[0];
  if (request !== undefined) {
    const { toolName, at: since } = request;
    return {
      source: 'hook',
      status: statusOfTool(toolName),
      rule: 'hook.PermissionRequest',
      since,
    };
  }
  if (hook === null) return null;
  return { source: 'hook', status: hook.value, rule: `hook.${hookRule}`, since: hook.since };
}

const REGISTRY_STATUS = {
  busy: 'working',
  idle: 'idle',
  shell: 'idle',
  waiting: 'waiting',
} as const;

function registryWord({ registry }: StatusState): SourceWord | null {
  const said = registry?.value.status ?? null;
  if (registry === null || said === null) return null;
  const status = REGISTRY_STATUS[said];
  return { source: 'registry', status, rule: `registry.${said}`, since: registry.since };
}

function transcriptWord({ transcript }: StatusState): SourceWord | null {
  if (transcript === null) return null;
  const { value: effect, since } = transcript;
  const status = effect === 'turn-open' ? 'working' : 'idle';
  return { source: 'transcript', status, rule: `transcript.${effect}`, since };
}
