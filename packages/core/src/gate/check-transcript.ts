import type { GateCheck, GateFinding, LastTurn, Message } from '@aegis/protocol';
import { bashKind } from './bash-kind.ts';
import { failedTests } from './failed-tests.ts';

export interface TranscriptInput {
  /** The conversation, without what subagents said among themselves. */
  messages: readonly Message[];
  lastTurn: LastTurn | null;
  hasEnded: boolean;
}

/**
 * What the conversation itself says against its work: tools that failed and were not run again with success, tests that
 * failed when they were last run, and a last turn that did not come to its end.
 */
export function checkTranscript(input: TranscriptInput): GateCheck {
  const runs = toolRuns(input.messages);
  const findings = [...failuresThatStand(runs), ...ofLastTurn(input)];
  const [first, ...more] = findings;
  const base = { name: 'transcript', kind: 'transcript', findings, run: null } as const;
  if (first !== undefined) {
    const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
    return { ...base, verdict: 'fail', summary: `${first.message}${others}` };
  }
  if (input.messages.length === 0) {
    return { ...base, verdict: 'skipped', summary: 'Nothing has been said yet.' };
  }
  const calls = runs.length === 1 ? '1 tool call' : `${runs.length} tool calls`;
  return { ...base, verdict: 'pass', summary: `${calls}, none of which failed for good.` };
}

/** One tool call that came back. */
interface ToolRun {
  /** Calls of one kind are tries at the same thing. */
  kind: string;
  label: string;
  /** Why it counts as failed; null where it does not. */
  failure: string | null;
  messageId: string;
}

function toolRuns(messages: readonly Message[]): ToolRun[] {
  const calls = new Map<string, Message>();
  const runs: ToolRun[] = [];
  for (const message of messages) {
    const { contentType, toolUseId } = message;
    if (toolUseId === null || message.isSidechain) continue;
    if (contentType === 'tool_use') calls.set(toolUseId, message);
    if (contentType !== 'tool_result' || wasNotRun(message)) continue;
    const call = calls.get(toolUseId);
    const { kind, label } = nameOf(call);
    runs.push({ kind, label, failure: failureOf(call, message), messageId: message.id });
  }
  return runs;
}

/** How Claude Code answers a call that somebody declined, or stopped. That is a decision, and no error of the work. */
const NOT_RUN = [
  "The user doesn't want to proceed with this tool use",
  "The user doesn't want to take this action right now",
  '[Request interrupted by user',
  'Permission to use ',
] as const;

function wasNotRun({ isError, text }: Message): boolean {
  return isError && NOT_RUN.some((begin) => text.trimStart().startsWith(begin));
}

/** Tools that change a file: one succeeds where another one failed. */
const CHANGES = new Set(['Edit', 'MultiEdit', 'Write', 'NotebookEdit']);

function nameOf(call: Message | undefined): { kind: string; label: string } {
  const tool = call?.toolName ?? 'a tool';
  const text = (field: string) => {
    const value = call?.toolInput?.[field];
    return typeof value === 'string' ? value : null;
  };
  const command = text('command');
  if (tool === 'Bash' && command !== null) {
    return { kind: `Bash ${bashKind(command)}`, label: `Bash \`${oneLine(command)}\`` };
  }
  const path = text('file_path') ?? text('notebook_path');
  if (path === null) return { kind: tool, label: tool };
  return { kind: `${CHANGES.has(tool) ? 'change' : tool} ${path}`, label: `${tool} ${path}` };
}

function failureOf(call: Message | undefined, { text, isError }: Message): string | null {
  // Another tool may just show a file that says so.
  const tests = call?.toolName === 'Bash' ? failedTests(text) : null;
  if (tests !== null) return `${tests.runner} says "${tests.line}"`;
  if (!isError) return null;
  const said = text.replaceAll(/<\/?tool_use_error>/g, '').trim();
  return said === '' ? 'it ended with an error' : `it ended with "${oneLine(said)}"`;
}

/** Of each kind the last run alone counts. */
function failuresThatStand(runs: readonly ToolRun[]): GateFinding[] {
  const last = new Map<string, ToolRun>();
  for (const run of runs) last.set(run.kind, run);
  return [...last.values()].flatMap(({ failure, label, messageId }) =>
    failure === null
      ? []
      : [{ message: `${label}: ${failure}, and nothing of the kind succeeded since.`, messageId }],
  );
}

const ENDS: Readonly<Record<Exclude<LastTurn['outcome'], 'completed'>, string>> = {
  failed: 'failed',
  interrupted: 'was interrupted',
  refused: 'was refused by the model',
  limited: 'ended at a usage limit',
};

function ofLastTurn({ lastTurn, hasEnded, messages }: TranscriptInput): GateFinding[] {
  if (lastTurn === null) {
    const isCut = hasEnded && messages.some(({ role }) => role === 'user');
    const message = 'The session ended in the middle of a turn: how that ended is not known.';
    return isCut ? [{ message, messageId: null }] : [];
  }
  if (lastTurn.outcome === 'completed') return [];
  const why = lastTurn.error === null ? '' : `: ${oneLine(lastTurn.error)}`;
  const message = `The last turn ${ENDS[lastTurn.outcome]}${why}.`;
  return [{ message, messageId: null }];
}

const LONGEST = 200;

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
