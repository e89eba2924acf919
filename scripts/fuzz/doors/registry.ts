import { toTimestamp } from '@aegis/protocol';
import { createStatusState, observe, viewOf } from '@aegis/status';
import { parseRegistryFile } from '../../../packages/core/src/registry/registry-entry.ts';
import { promise, type Door, type Verdict } from '../door.ts';
import { mutatedJsonText } from '../input/mutate-json.ts';

const NOW = Date.UTC(2026, 0, 2);
const SAMPLES = [
  {
    ...{
      pid: 4242,
      sessionId: '0b9a3c1e-1111-4222-8333-444455556666',
      cwd: '/work',
      startedAt: NOW,
    },
    ...{ procStart: '123456', version: '2.1.330', kind: 'interactive', status: 'busy' },
    ...{ updatedAt: NOW, statusUpdatedAt: NOW },
  },
  { pid: 1, status: 'waiting', waitingFor: 'permission prompt', updatedAt: NOW - 1 },
  { pid: 2, status: 'shell' },
];
const STATUSES = [null, 'busy', 'idle', 'waiting', 'shell'];

export const registry: Door<Uint8Array> = {
  name: 'registry-files',
  about: 'Claude Code’s own files of running sessions, and the status that they lead to',
  share: 120,
  guidedBy: ['packages/core/src/registry/', 'packages/status/src/fusion/'],
  open: () =>
    Promise.resolve({
      inputs: mutatedJsonText(SAMPLES),
      check,
      guided: {
        samples: SAMPLES.map((sample) => new TextEncoder().encode(JSON.stringify(sample))),
        toInput: (bytes) => bytes,
      },
    }),
};

function check(bytes: Uint8Array): Verdict {
  const entry = parseRegistryFile(new TextDecoder().decode(bytes));
  if (entry === null) return 'rejected';
  promise(Number.isFinite(entry.pid), 'a pid is a number');
  promise(STATUSES.includes(entry.status), 'a status is a known one');
  for (const text of [entry.claudeSessionId, entry.processStart, entry.version, entry.waitingFor]) {
    promise(text === null || typeof text === 'string', 'a text is a text');
  }
  const { status, waitingFor, changedAt } = entry;
  let state = createStatusState(NOW);
  for (const at of [NOW, NOW + 1, NOW + 60_000]) {
    state = observe(state, { source: 'registry', at, status, waitingFor, changedAt });
    const view = viewOf(state);
    // What is told of a status is told as timestamps.
    toTimestamp(view.since);
    toTimestamp(view.evidence.at);
  }
  return 'accepted';
}
