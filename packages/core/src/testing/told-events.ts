import type { AegisEvent, Message } from '@aegis/protocol';

/**
 * What a client was told, less what no two runs have in common: ids, times, folders. Each kind in its own order: which of two
 * sources is heard first is a matter of milliseconds. What is told twice in a row stands there once.
 */
export interface Told {
  /** Statuses, and what was asked and answered. */
  readonly course: readonly string[];
  readonly turns: readonly string[];
  readonly deliveries: readonly string[];
  readonly messages: readonly string[];
}

export function toldOf(events: readonly AegisEvent[]): Told {
  const lines = (lineOf: (event: AegisEvent) => string | null) =>
    events
      .flatMap((event) => lineOf(event) ?? [])
      .filter((line, index, all) => line !== all[index - 1]);
  return {
    course: withoutPassing('starting', lines(courseLine)),
    turns: lines((event) => {
      if (event.type !== 'turn-ended') return null;
      const { outcome, error } = event.data.turn;
      return `${outcome} ${error ?? ''}`.trim();
    }),
    deliveries: lines((event) => (event.type === 'delivery-changed' ? event.data.verdict : null)),
    messages: lines((event) =>
      event.type === 'message-added' ? messageLine(event.data.message) : null,
    ),
  };
}

/** A status that one comes through on a busy machine, and a fast one does not show. */
function withoutPassing(status: string, lines: readonly string[]): string[] {
  const [into, outOf] = [` → ${status}`, `${status} → `];
  return lines.flatMap((line, at) => {
    if (line.startsWith(outOf) && lines[at - 1]?.endsWith(into) === true) return [];
    const next = lines[at + 1];
    if (!line.endsWith(into) || next?.startsWith(outOf) !== true) return [line];
    return [`${line.slice(0, -into.length)} → ${next.slice(outOf.length)}`];
  });
}

function courseLine(event: AegisEvent): string | null {
  switch (event.type) {
    case 'status-changed':
      return `${event.data.from} → ${event.data.to}`;
    case 'pending-opened':
    case 'pending-changed': {
      const { kind, toolName, options, via, questions } = event.data.pending;
      const roles = options.map(({ role }) => role).join(' ');
      const asked = questions
        .map(({ header, multiSelect }) => `${header ?? '-'}${multiSelect ? '+' : ''}`)
        .join(' ');
      return `${event.type} ${kind} ${toolName ?? '-'} via ${via} [${roles}] ${asked}`.trim();
    }
    case 'pending-closed':
      return `pending-closed by ${event.data.closedBy}`;
    case 'session-exited':
      return `exited ${event.data.exit.reason} ${event.data.exit.code ?? '-'}`;
    default:
      return null;
  }
}

/** How far a text that was cut off is sure to have come. */
const SURE_CHARACTERS = 30;

/** Of what Claude Code says in its own words, only that it said something. */
function messageLine({ role, contentType, text }: Message): string {
  const isOwn = role === 'system' || contentType !== 'text' || /^(?:API Error|You've)/.test(text);
  return isOwn ? `${role} ${contentType}` : `${role}: ${text.slice(0, SURE_CHARACTERS)}`;
}
