import type { OutboxRow } from '@aegis/store';
import type { CommandTrace } from '@aegis/transcript';
import { UNKNOWN_COMMAND_RULE, type Outbox } from './outbox.ts';

/** Settles what a transcript tells of a command: the row that ran, or the one that Claude Code does not know. */
export function confirmCommand(
  outbox: Outbox,
  trace: CommandTrace,
  canBe: (row: OutboxRow) => boolean,
): void {
  switch (trace.type) {
    case 'command':
      outbox.proofs.confirm(
        trace.text,
        { source: 'transcript', rule: 'transcript.command' },
        canBe,
        ['command'],
      );
      return;
    case 'shell':
      outbox.proofs.confirm(
        `!${trace.command.trim()}`,
        { source: 'transcript', rule: 'transcript.shell' },
        canBe,
        ['shell'],
      );
      return;
    case 'unknown-command':
      outbox.proofs.refuse(trace.name, { source: 'transcript', rule: UNKNOWN_COMMAND_RULE }, canBe);
      return;
    case 'shell-output':
  }
}
