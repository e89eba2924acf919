import type { SessionHealth } from '@aegis/protocol';
import type { SessionRecord } from '../session/session-record.ts';

/** What is known of a session at the moment. Times are epoch milliseconds. */
export interface HealthFacts {
  record: SessionRecord;
  now: number;
  /** Its process runs; `unknown` where the system does not tell. */
  process: 'runs' | 'gone' | 'unknown';
  /** Whether all that is known of it is on the disk. */
  isSaved: boolean;
  /** The prompt that was sent last and is not proven to have arrived; null where none is in doubt. */
  unconfirmed: string | null;
  /** A prompt of this process arrived, and Claude Code's hook did not say so. */
  hooksSilent: boolean;
}

type Hint = SessionHealth['hints'][number];

/** Milliseconds after which a start takes long. */
const LONG_START_MS = 30_000;
/** What is as it should be: somebody is asked. */
const WELL: ReadonlySet<Hint['code']> = new Set(['waiting']);

/** Whether a session is alive and well, and what to do where it is not. Pure. */
export function judgeHealth(facts: HealthFacts): SessionHealth {
  const { record, process } = facts;
  const alive = record.exit === null && process !== 'gone';
  const hints = record.exit === null ? hintsOf(facts) : [exitedHint(record)];
  return {
    id: record.id,
    status: record.status,
    alive,
    healthy: alive && hints.every(({ code }) => WELL.has(code)),
    hints,
    pid: record.exit === null ? (record.location?.pid ?? null) : null,
    lastActivityAt: new Date(record.lastActivityAt).toISOString(),
  };
}

function exitedHint({ exit, claudeSessionId, id }: SessionRecord): Hint {
  const how = exit === null ? '' : ` (${exit.reason}, exit code ${exit.code ?? 'unknown'})`;
  const next =
    claudeSessionId === null
      ? 'Start a new one.'
      : `Go on with its conversation: aegis resume ${id} (POST /v1/sessions/${id}/resume).`;
  return { code: 'exited', message: `It has ended${how}. ${next}` };
}

function hintsOf(facts: HealthFacts): Hint[] {
  const { record, now, process, isSaved, unconfirmed, hooksSilent } = facts;
  const { pending, stall, status, location, statusSince, detail, id } = record;
  const hints: (Hint | null)[] = [
    process !== 'gone'
      ? null
      : {
          code: 'process_gone',
          message: `Its process (${location?.pid ?? 'pid not known'}) runs no more, and its terminal has not said so. Wait a moment; where it stays so, end it with DELETE and resume it.`,
        },
    pending === null
      ? null
      : {
          code: 'waiting',
          message: `It waits for an answer: ${pending.title} (${pending.kind}). ${pending.kind === 'question' ? 'Answer it with POST …/answer.' : 'Approve or reject it with POST …/approve or …/reject.'}`,
        },
    stall === null
      ? null
      : {
          code: 'stalled',
          message: `It works and shows no sign of life since ${stall.since}${stall.toolName === null ? '' : `, in ${stall.toolName}, which may take long`}. Look at GET …/pane; POST …/interrupt stops the turn.`,
        },
    status !== 'unknown'
      ? null
      : {
          code: 'unknown_screen',
          message: `No rule knows its screen${detail.activity === null ? '' : ` (${detail.activity})`}. Look at GET …/pane, and at GET /v1/sessions/${id}?explain=true; what is typed now waits.`,
        },
    status !== 'starting' || now - statusSince < LONG_START_MS
      ? null
      : {
          code: 'starting_long',
          message: `It has been starting for ${Math.round((now - statusSince) / 1_000)} s. Look at GET …/pane for what Claude Code says; \`aegis doctor\` checks the installation.`,
        },
    unconfirmed === null
      ? null
      : {
          code: 'unconfirmed_prompt',
          message: `The last prompt (${unconfirmed}) was typed and is not proven to have arrived. Read the conversation (GET …/read); send it again only where it is not there.`,
        },
    !hooksSilent
      ? null
      : {
          code: 'hooks_silent',
          message:
            "Claude Code's hooks are not heard: answers go through the screen, and ends of turns are told later. Look for disableAllHooks in the project's or the user's settings, and for a policy that forbids hooks by HTTP.",
        },
    isSaved
      ? null
      : {
          code: 'not_saved',
          message:
            'What happens cannot be stored at the moment, and waits. GET /v1/health says why; free some room on the disk of the state directory.',
        },
  ];
  return hints.filter((hint) => hint !== null);
}
