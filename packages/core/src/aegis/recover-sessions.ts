import { toTimestamp } from '@aegis/protocol';
import { StoreError, type OutboxRow, type SessionRow, type SessionStore } from '@aegis/store';
import { toMessages } from '@aegis/transcript';
import { readEntries } from '@aegis/transcript/node';
import { confirmCommand } from '../delivery/confirm-command.ts';
import type { Clock } from '../ports/clock.ts';
import type { SessionHandle, SessionRuntime } from '../ports/runtime.ts';
import { stillRuns } from '../process/process-stat.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import { relearnSession } from './relearn-session.ts';
import { commandOf, promptOf } from '../session/session-transcript.ts';
import { isMissingFile } from '../session/missing-file.ts';
import {
  newRecord,
  recordFromRow,
  rowFromRecord,
  type SessionRecord,
  type TranscriptRecord,
} from '../session/session-record.ts';

/** Milliseconds that a session's screen is waited for when it is taken over. */
const SCREEN_TIMEOUT_MS = 1_500;

/** Stored sessions that had not ended when they were last heard of. */
export function liveRows(store: SessionStore): SessionRow[] {
  return rowsOf(store, { live: true });
}

/** Every session that is stored, newest first. */
export function allRows(store: SessionStore): SessionRow[] {
  return rowsOf(store, {});
}

function rowsOf(store: SessionStore, filter: { live?: true }): SessionRow[] {
  const rows: SessionRow[] = [];
  let cursor: string | null = null;
  do {
    const page = store.listSessions({
      ...filter,
      limit: 500,
      ...(cursor === null ? {} : { cursor }),
    });
    rows.push(...page.sessions);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rows;
}

export interface RecoverInput {
  store: SessionStore;
  runtime: SessionRuntime;
  clock: Clock;
  stateDir: string;
  manage: (record: SessionRecord) => ManagedSession;
  /** Sessions that are watched already. */
  isManaged: (id: string) => boolean;
  /** A session that could not be taken over. */
  onProblem: (id: string, error: unknown) => void;
}

/**
 * Take over every session of ours that runs: those in the store, and those that only tmux still knows. Stored ones that
 * run nowhere have ended.
 * @returns the sessions that were taken over
 */
export async function recoverSessions(input: RecoverInput): Promise<ManagedSession[]> {
  const { store, runtime, clock, manage, isManaged, onProblem } = input;
  const handles = new Map(await runtime.recover());
  const adopted: ManagedSession[] = [];
  /** What one session cannot be taken over for keeps no other from it. */
  const attempt = (id: string, takeOver: () => Promise<void>) =>
    takeOver().catch((error: unknown) => onProblem(id, error));
  for (const row of liveRows(store)) {
    if (isManaged(row.id)) continue;
    const session = manage(recordFromRow(row));
    const handle = handles.get(row.id) ?? (await adoptAgain(session, runtime));
    if (handle) {
      await attempt(row.id, async () => {
        await settleDoubts(session);
        const recovered = session.state.recover(SCREEN_TIMEOUT_MS);
        session.attach(handle);
        await recovered;
        adopted.push(session);
      });
    } else {
      session.ended({
        code: null,
        signal: null,
        at: toTimestamp(clock.now()),
        reason: hasLeft(session.record) ? 'exited' : 'runtime_lost',
        lastScreen: null,
      });
    }
  }
  for (const [id, handle] of handles) {
    if (isManaged(id)) {
      if (!adopted.some((session) => session.id === id)) handle.release();
      continue;
    }
    await attempt(id, async () => {
      adopted.push(await adoptUnknown(id, handle, input));
    });
  }
  return adopted;
}

/** An adopted one whose program has ended meanwhile. */
function hasLeft({ adopted }: Pick<SessionRecord, 'adopted'>): boolean {
  return adopted !== null && !stillRuns(adopted.pid, adopted.processStart);
}

/** An adopted one that still runs; null for any other. */
async function adoptAgain(
  { record: { adopted } }: ManagedSession,
  runtime: SessionRuntime,
): Promise<SessionHandle | null> {
  if (adopted === null || hasLeft({ adopted })) return null;
  return runtime.adopt(adopted).catch(() => null);
}

/** A session of ours that the store has lost: what its pane, its files and its process say is all that is known of it. */
async function adoptUnknown(
  id: string,
  handle: SessionHandle,
  { store, clock, manage, stateDir }: RecoverInput,
): Promise<ManagedSession> {
  const now = clock.now();
  const { windowName, pid } = handle.location;
  const { workDir, claudeSessionId, ...known } = await relearnSession(stateDir, id, pid);
  const record = newRecord({
    ...known,
    id,
    workDir: workDir ?? '',
    parentId: null,
    tags: [],
    createdAt: now,
    status: 'unknown',
    name: windowName ?? id,
  });
  insertOrMend(store, rowFromRecord(record, now));
  const session = manage(record);
  session.attach(handle);
  if (claudeSessionId !== null && record.claudeSessionId === null) {
    session.conversation.enter(claudeSessionId, null);
  }
  return session;
}

/** A session that runs has no row, or one that cannot be read: nothing in it can be used, and the session can be. */
function insertOrMend(store: SessionStore, row: SessionRow): void {
  try {
    store.insertSession(row);
  } catch (error) {
    if (!StoreError.is(error) || error.code !== 'conflict') throw error;
    const { id, createdAt: _createdAt, ...columns } = row;
    store.updateSession(id, columns);
  }
}

/** Prompts that were on their way when the server went: what the transcript has was delivered; nothing is typed twice. */
async function settleDoubts(session: ManagedSession): Promise<void> {
  if (session.outbox.inDoubt().length > 0) await confirmFromTranscripts(session);
  session.outbox.takeOver();
}

/**
 * What was typed last is looked for behind where the conversation stood then; for what came before only the clock is left,
 * which may have been set since.
 */
async function confirmFromTranscripts(session: ManagedSession): Promise<void> {
  const { transcripts, typing } = session.record;
  const isTyped = ({ id }: OutboxRow) => id === typing?.messageId;
  const typedIn = transcripts.findIndex((one) => one.claudeSessionId === typing?.claudeSessionId);
  for (const [index, transcript] of transcripts.entries()) {
    await confirmFrom(
      session,
      transcript,
      0,
      (row, writtenAt) => !isTyped(row) && row.createdAt <= writtenAt,
    );
    if (typing === null || typedIn < 0 || index < typedIn) continue;
    await confirmFrom(session, transcript, index === typedIn ? typing.offset : 0, isTyped);
  }
}

/** Lines behind the transcript's own offset come with its tail, which confirms what it finds. */
async function confirmFrom(
  session: ManagedSession,
  { path, offset: to }: TranscriptRecord,
  from: number,
  canBe: (row: OutboxRow, writtenAt: number) => boolean,
): Promise<void> {
  if (path === null || from >= to) return;
  try {
    for await (const entry of readEntries(path, { from, to })) {
      const commands = commandOf(entry);
      const prompts = commands.length === 0 ? toMessages(entry).flatMap(promptOf) : [];
      for (const { text, writtenAt } of prompts) {
        const evidence = { source: 'transcript', rule: 'transcript.user' } as const;
        session.outbox.proofs.confirm(text, evidence, (row) => canBe(row, writtenAt));
      }
      for (const { trace, writtenAt } of commands) {
        confirmCommand(session.outbox, trace, (row) => canBe(row, writtenAt));
      }
    }
  } catch (error) {
    // Without its transcript nothing can be proven: the rows below stay unconfirmed.
    if (!isMissingFile(error)) throw error;
  }
}
