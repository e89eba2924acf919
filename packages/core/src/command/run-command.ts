import { AegisError, type CommandBody, type SendResult } from '@aegis/protocol';
import { COMPLETION_RULE } from '../delivery/outbox-pump.ts';
import { commandName, type RowKind } from '../delivery/row-kind.ts';
import { dialogOpen, knownRow, outcomeOf, refuseForeignDraft } from '../session/send-text.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import { toSlashCommand } from './check-command.ts';

/**
 * Run a slash command in a session; while it works the command waits its turn.
 * @throws AegisError `command_not_possible`, `session_exited`, `dialog_open`, `draft_in_box`, and what the text check throws
 */
export async function runCommand(session: ManagedSession, body: CommandBody): Promise<SendResult> {
  const command = toSlashCommand(body.command);
  const result = await typeCommand(session, {
    ...{ kind: 'command', text: command },
    ...(body.idempotencyKey === undefined ? {} : { idempotencyKey: body.idempotencyKey }),
  });
  if (result.verdict === 'failed' && result.evidence?.rule === COMPLETION_RULE) {
    throw notTheWhole(command, result);
  }
  return result;
}

/** Put it into the outbox, unless it is there, and say what came of it. */
export async function typeCommand(
  session: ManagedSession,
  { kind, text, idempotencyKey }: { kind: RowKind; text: string; idempotencyKey?: string },
): Promise<SendResult> {
  const known = knownRow(session, kind, idempotencyKey);
  if (known !== null) return outcomeOf(session, known);
  if (session.hasEnded) throw session.exitedError();
  const { pending } = session.record;
  if (pending !== null) throw dialogOpen(session, pending);
  refuseForeignDraft(session);
  const row = session.outbox.add(text, idempotencyKey ?? null, 'queued', kind);
  return outcomeOf(session, row);
}

function notTheWhole(command: string, { messageId }: SendResult): AegisError {
  return new AegisError(
    'command_not_possible',
    `${commandName(command)} is not the whole name of a command: Claude Code would have run another one from its list, so Enter was not pressed. Give the whole name.`,
    { details: { command, messageId } },
  );
}
