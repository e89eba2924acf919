import type { AegisEvent } from '@aegis/protocol';
import type { ServerResponse } from 'node:http';

interface OpenStream {
  response: ServerResponse;
  sessionId: string | null;
}

function frame(event: AegisEvent): string {
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** The event streams of a fake server: stored events again from an id on, then live ones. */
export class FakeStreams {
  readonly #stored: AegisEvent[] = [];
  readonly #open = new Set<OpenStream>();

  /** Whether a stream begins by saying where it begins, as a server of now does; an older one does not. */
  saysReady = false;

  get openCount(): number {
    return this.#open.size;
  }

  open(response: ServerResponse, sessionId: string | null, after: number | null): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (this.saysReady) this.#sayReady(response, after);
    else response.write(': open\n\n');
    const stream = { response, sessionId };
    for (const event of this.#stored) {
      if (after !== null && event.id > after) this.#send(stream, event);
    }
    this.#open.add(stream);
    response.on('close', () => this.#open.delete(stream));
  }

  emit(event: AegisEvent): void {
    this.#stored.push(event);
    for (const stream of this.#open) this.#send(stream, event);
  }

  /** Text straight into every stream, for what no event says. */
  write(text: string): void {
    for (const { response } of this.#open) response.write(text);
  }

  cut(): void {
    for (const { response } of this.#open) response.destroy();
  }

  #sayReady(response: ServerResponse, after: number | null): void {
    const lastEventId = this.#stored.at(-1)?.id ?? 0;
    const firstEventId = this.#stored[0]?.id ?? 0;
    const ready = { after: after ?? lastEventId, firstEventId, lastEventId, gap: false };
    response.write(`event: ready\nid: ${ready.after}\ndata: ${JSON.stringify(ready)}\n\n`);
  }

  #send({ response, sessionId }: OpenStream, event: AegisEvent): void {
    if (sessionId === null || sessionId === event.sessionId) response.write(frame(event));
  }
}
