import type { AegisEvent } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { formatSpan } from '../text/amounts.ts';
import { oneLine } from '../text/neutralise.ts';
import { timeOf } from './log-view.ts';

/** Text of a message that is shown; the conversation itself shows all. */
const LONGEST_TEXT = 120;

function shorten(text: string): string {
  const line = oneLine(text);
  return line.length <= LONGEST_TEXT ? line : `${line.slice(0, LONGEST_TEXT)}…`;
}

const joined = (...parts: (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== '').join(', ');

/** What an event says, in a few words. */
function describe(event: AegisEvent): string {
  switch (event.type) {
    case 'session-created': {
      const { name, workDir } = event.data.session;
      return `${name} in ${workDir}`;
    }
    case 'status-changed': {
      const { from, to, statusText, evidence } = event.data;
      return joined(`${from} → ${to}`, statusText, `by ${evidence.rule}`);
    }
    case 'pending-opened':
    case 'pending-changed': {
      const { id, title, toolName } = event.data.pending;
      return joined(`${id} ${title}`, toolName);
    }
    case 'pending-closed': {
      const { pendingId, closedBy, chosen } = event.data;
      return joined(`${pendingId} by ${closedBy}`, chosen);
    }
    case 'message-added': {
      const { role, contentType, toolName, text } = event.data.message;
      return `${role} ${contentType}: ${shorten(toolName ?? text)}`;
    }
    case 'delivery-changed': {
      const { messageId, verdict, attempts } = event.data;
      return joined(`${messageId} ${verdict}`, `${attempts} attempts`);
    }
    case 'turn-ended': {
      const { outcome, error, text } = event.data.turn;
      return joined(outcome, error, text === null ? null : shorten(text));
    }
    case 'session-exited': {
      const { reason, code, signal } = event.data.exit;
      return joined(reason, signal ?? (code === null ? null : `code ${code}`));
    }
    case 'policy-decided': {
      const { toolName, subject, decision, reason } = event.data.verdict;
      return joined(`${decision} ${toolName}`, subject === null ? null : shorten(subject), reason);
    }
    case 'stall-began': {
      const { kind, toolName, since } = event.data.stall;
      return joined(`${kind} since ${since}`, toolName);
    }
    case 'stall-ended':
      return `after ${formatSpan(event.data.durationMs)}`;
    case 'recovery-step': {
      const { rung, outcome, detail, replacedBy } = event.data.step;
      return joined(`${rung} ${outcome}`, detail, replacedBy && `goes on in ${replacedBy}`);
    }
    case 'gate-finished':
      return `${event.data.report.verdict}: ${event.data.report.summary}`;
    case 'pipeline-changed': {
      const { pipelineId, name, status, step } = event.data;
      const what = step ? `${step.name} ${step.status}` : status;
      return joined(
        `${pipelineId} ${name}: ${what}`,
        step?.waitsOn ?? null,
        step?.error?.message ?? null,
      );
    }
    case 'screen-drifted':
      return `${event.data.lines} lines${event.data.healed ? ', healed' : ''}`;
  }
}

/** An event on one line: id, time, session, type, what it says. */
export function eventView(event: AegisEvent, style: Style): string {
  const { id, at, sessionId, type } = event;
  const of = sessionId === null ? '' : ` ${sessionId}`;
  return `${style.dim(`${id} ${timeOf(at)}${of}`)} ${style.bold(type)} ${oneLine(describe(event))}`;
}
