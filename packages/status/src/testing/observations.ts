import { reading } from '../reading/reading.ts';
import type { Dialog, HookObservation, Observation, ScreenReading } from '../types.ts';

export function screen(at: number, read: ScreenReading): Observation {
  return { source: 'screen', at, reading: read };
}

export function hook(at: number, name: string, more: Partial<HookObservation> = {}): Observation {
  const event: HookObservation = {
    ...{ name, agentId: null, toolName: null, subject: null, requestId: null },
    ...{ word: null, message: null },
    ...more,
  };
  return { source: 'hook', at, event };
}

export function registry(
  at: number,
  status: 'busy' | 'idle' | 'waiting' | 'shell' | null,
  waitingFor: string | null = status === 'waiting' ? 'permission prompt' : null,
): Observation {
  return { source: 'registry', at, status, waitingFor, changedAt: at };
}

export function transcript(
  at: number,
  effect: Extract<Observation, { source: 'transcript' }>['effect'],
  promptedAt?: number,
): Observation {
  return { source: 'transcript', at, effect, ...(promptedAt === undefined ? {} : { promptedAt }) };
}

export const clock = (at: number): Observation => ({ source: 'clock', at });

const composer = { text: '', ghost: null, mode: 'prompt' } as const;

export const BLANK = reading('starting', 'screen.blank');
export const IDLE = reading('idle', 'screen.box', { composer, modeLine: 'manual' });
/** After a turn, with its closing line. */
export const ENDED = reading('idle', 'screen.box.completed', {
  composer,
  turnEnd: { outcome: 'completed', text: 'Worked for 1s' },
  closed: true,
});
export const WORKING = reading('working', 'screen.spinner', { composer, statusText: 'Pondering…' });
export const INTERRUPTED = reading('idle', 'screen.box.interrupted', {
  composer,
  turnEnd: { outcome: 'interrupted', text: 'Interrupted · What should Claude do instead?' },
  closed: true,
});
export const HALF_DRAWN = reading('unknown', 'screen.half_drawn');
export const VIEWER = reading('unknown', 'screen.viewer.transcript_viewer', {
  activity: 'transcript_viewer',
});

export function bashDialog(subject: string): ScreenReading {
  return asking('bash_approval', { name: 'bash', kind: 'bash', toolName: 'Bash', subject });
}

export function asking(
  status: ScreenReading['status'],
  dialog: Pick<Dialog, 'name' | 'kind' | 'toolName' | 'subject'>,
): ScreenReading {
  return reading(status, `screen.dialog.${dialog.name}`, {
    statusText: 'Do you want to proceed?',
    dialog: {
      ...{ title: 'Do you want to proceed?', body: dialog.subject ?? '', footer: null },
      ...{ cut: false, question: null },
      ...dialog,
      options: [
        ['Yes', 'accept', true],
        ['No', 'decline', false],
      ].map(([label, role, highlighted], line) => ({
        ...{ number: line + 1, checked: null, description: null, line },
        label: String(label),
        role: role === 'accept' ? 'accept' : 'decline',
        highlighted: highlighted === true,
      })),
    },
  });
}
