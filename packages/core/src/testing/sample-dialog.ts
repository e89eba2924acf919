import type { Pending } from '@aegis/protocol';
import type { Dialog } from '@aegis/status';
import { toHookCall } from '../hooks/hook-body.ts';
import type { HeldRequest } from '../hooks/held-requests.ts';

type Row = Pick<Dialog['options'][number], 'label' | 'role'>;

const BASH_ROWS: readonly Row[] = [
  { label: 'Yes', role: 'accept' },
  { label: "Yes, and don't ask again for: ls", role: 'accept-always' },
  { label: 'No, and tell Claude what to do differently (esc)', role: 'decline-with-feedback' },
];

/** A dialog as the screen shows it: Bash, unless said otherwise. */
export function sampleDialog(change: Partial<Dialog> = {}, rows = BASH_ROWS): Dialog {
  return {
    name: 'bash',
    kind: 'bash',
    title: 'Bash command',
    body: 'ls -l',
    options: rows.map((row, index) => ({
      ...row,
      highlighted: index === 0,
      number: index + 1,
      checked: null,
      description: null,
      line: 10 + index,
    })),
    footer: null,
    toolName: 'Bash',
    subject: 'ls -l',
    cut: false,
    question: null,
    ...change,
  };
}

/** A held permission request, for Bash unless said otherwise. */
export function sampleRequest(id: string, body: Record<string, unknown> = {}): HeldRequest {
  const call = toHookCall('PermissionRequest', {
    tool_name: 'Bash',
    tool_input: { command: 'ls -l' },
    ...body,
  });
  return { id, since: Date.UTC(2026, 0, 1), call };
}

/** What a session waits on: a Bash command, unless said otherwise. */
export function samplePending(change: Partial<Pending> = {}): Pending {
  return {
    id: 'req_1',
    kind: 'bash',
    title: 'Bash command',
    toolName: 'Bash',
    toolInput: { command: 'ls -l' },
    options: BASH_ROWS.map((row, index) => ({ ...row, highlighted: index === 0 })),
    questions: [],
    since: '2026-01-01T00:00:00.000Z',
    via: 'hook',
    ...change,
  };
}
