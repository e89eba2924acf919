import type { AegisEvent } from '@aegis/protocol';

/** Longest excerpt of what a session does in a line about it. */
const EXCERPT = 80;

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= EXCERPT ? line : `${line.slice(0, EXCERPT - 1)}…`;
}

/** What a tool call is about, where its input says so in a word. */
function subject(input: Record<string, unknown> | null): string {
  const value = input?.['command'] ?? input?.['file_path'] ?? input?.['description'];
  return typeof value === 'string' ? ` ${shorten(value)}` : '';
}

/** A line about what a session does, kept up from its events: `working · 4 messages · Bash npm test`. */
export class SessionLine {
  #state: string | null = null;
  #messages = 0;
  #last: string | null = null;

  /** The line after this event; null where the event changes nothing of it. */
  after(event: AegisEvent): string | null {
    return this.#take(event) ? this.text : null;
  }

  get text(): string {
    const count = this.#messages === 1 ? '1 message' : `${this.#messages} messages`;
    const parts = [this.#state, this.#messages === 0 ? null : count, this.#last];
    return parts.filter((part) => part !== null).join(' · ');
  }

  #take(event: AegisEvent): boolean {
    switch (event.type) {
      case 'status-changed':
        this.#state = event.data.to;
        return true;
      case 'pending-opened':
        this.#last = `asks: ${shorten(event.data.pending.title)}`;
        return true;
      case 'pending-closed':
        this.#last = 'answered';
        return true;
      case 'message-added': {
        const { contentType, toolName, toolInput, text } = event.data.message;
        this.#messages += 1;
        if (contentType === 'tool_use' && toolName !== null) {
          this.#last = `${toolName}${subject(toolInput)}`;
        } else if (contentType === 'text') this.#last = shorten(text);
        return true;
      }
      case 'delivery-changed':
        this.#last = `prompt ${event.data.verdict}`;
        return true;
      case 'turn-ended':
        this.#last = `turn ${event.data.turn.outcome}`;
        return true;
      case 'stall-began':
        this.#last = 'stalled';
        return true;
      case 'recovery-step':
        this.#last = `recovery: ${event.data.step.rung} ${event.data.step.outcome}`;
        return true;
      case 'gate-finished':
        this.#last = `gate: ${event.data.report.verdict}`;
        return true;
      case 'session-exited':
        this.#last = `ended: ${event.data.exit.reason}`;
        return true;
      default:
        return false;
    }
  }
}
