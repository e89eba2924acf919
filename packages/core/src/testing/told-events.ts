import type { AegisEvent, Message } from '@aegis/protocol';

/** What a client was told, less what no two runs have in common: ids, times, folders. */
export interface Told {
  /** Statuses, what was asked and answered, and how turns ended; what is told twice in a row stands there once. */
  readonly course: readonly string[];
  /** What was written down, which comes a little later than the rest. */
  readonly messages: readonly string[];
}

export function toldOf(events: readonly AegisEvent[]): Told {
  return {
    course: events.flatMap(courseOf).filter((line, index, all) => line !== all[index - 1]),
    messages: events.flatMap((event) =>
      event.type === 'message-added' ? [messageLine(event.data.message)] : [],
    ),
  };
}

function courseOf(event: AegisEvent): string[] {
  switch (event.type) {
    case 'status-changed':
      return [`${event.data.from} → ${event.data.to}`];
    case 'pending-opened':
    case 'pending-changed': {
      const { kind, toolName, options, via, questions } = event.data.pending;
      const roles = options.map(({ role }) => role).join(' ');
      const asked = questions.map(
        ({ header, multiSelect }) => `${header}${multiSelect ? '+' : ''}`,
      );
      return [
        `${event.type} ${kind} ${toolName ?? '-'} via ${via} [${roles}] ${asked.join(' ')}`.trim(),
      ];
    }
    case 'pending-closed':
      return [`pending-closed by ${event.data.closedBy}`];
    case 'delivery-changed':
      return [`delivery ${event.data.verdict}`];
    case 'turn-ended': {
      const { outcome, error } = event.data.turn;
      return [`turn ${outcome} ${error ?? ''}`.trim()];
    }
    case 'session-exited':
      return [`exited ${event.data.exit.reason} ${event.data.exit.code ?? '-'}`];
    default:
      return [];
  }
}

/** How far a text that was cut off is sure to have come. */
const SURE_CHARACTERS = 30;

/** Of what Claude Code says in its own words, only that it said something. */
function messageLine({ role, contentType, text }: Message): string {
  const isOwn = role === 'system' || contentType !== 'text' || /^(?:API Error|You've)/.test(text);
  return isOwn ? `${role} ${contentType}` : `${role}: ${text.slice(0, SURE_CHARACTERS)}`;
}
