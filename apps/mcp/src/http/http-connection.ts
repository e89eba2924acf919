import type { AegisClient } from '@aegis/client';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { CancelledNotificationSchema, type RequestId } from '@modelcontextprotocol/sdk/types.js';
import { randomUUID } from 'node:crypto';
import { createMcpServer } from '../create-mcp-server.ts';
import { boundedBody } from './bounded-body.ts';
import type { HttpCaller, HttpLimits } from './http-limits.ts';

export interface HttpConnectionOptions {
  caller: HttpCaller;
  client: AegisClient;
  limits: HttpLimits;
  onError: ((error: Error) => void) | undefined;
  onOpen: (id: string) => void;
  onClose: (id: string) => void;
}

/** Ids in `requests` of one body: those of a batch share one stream. */
function requestIds(body: unknown): RequestId[] {
  const messages: unknown[] = Array.isArray(body) ? body : [body];
  return messages.flatMap((message) => {
    const id =
      typeof message === 'object' && message !== null && 'id' in message ? message.id : null;
    return typeof id === 'string' || typeof id === 'number' ? [id] : [];
  });
}

/** One MCP client over HTTP, from its `initialize` on. */
export class HttpConnection {
  readonly #transport: WebStandardStreamableHTTPServerTransport;
  readonly #caller: HttpCaller;
  readonly #limits: HttpLimits;
  /** Answers and streams that are being sent. */
  #open = 0;
  #usedAt = performance.now();
  readonly #batched = new Set<RequestId>();

  private constructor({ caller, limits, onOpen, onClose }: HttpConnectionOptions) {
    this.#caller = caller;
    this.#limits = limits;
    this.#transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: onOpen,
      keepAliveMs: limits.heartbeatMs,
    });
    this.#transport.onclose = () => {
      const { sessionId } = this.#transport;
      if (sessionId !== undefined) onClose(sessionId);
    };
  }

  static async open(options: HttpConnectionOptions): Promise<HttpConnection> {
    const connection = new HttpConnection(options);
    const server = createMcpServer({ client: options.client });
    if (options.onError) server.onerror = options.onError;
    await server.connect(connection.#transport);
    connection.#endStreamsOfCancelled();
    return connection;
  }

  get owner(): string {
    return this.#caller.owner;
  }

  /** Whether it has been initialized. */
  get isOpen(): boolean {
    return this.#transport.sessionId !== undefined;
  }

  isLive(): boolean {
    return this.#caller.isLive();
  }

  /** Milliseconds since somebody used it; 0 while a stream or an answer is open. */
  idleFor(): number {
    return this.#open > 0 ? 0 : performance.now() - this.#usedAt;
  }

  async handle(
    request: Request,
    { body, hangUp }: { body: unknown; hangUp: (() => void) | undefined },
  ): Promise<Response> {
    this.#open += 1;
    const done = () => {
      this.#open -= 1;
      this.#usedAt = performance.now();
    };
    if (Array.isArray(body)) for (const id of requestIds(body)) this.#batched.add(id);
    try {
      const parsed = request.method === 'POST' ? { parsedBody: body } : {};
      const response = await this.#transport.handleRequest(request, parsed);
      if (response.body === null) {
        done();
        return response;
      }
      const bounded = boundedBody(response.body, {
        maxUnreadBytes: this.#limits.maxUnreadBytes,
        onEnd: done,
        onFull: () => {
          void this.close();
          hangUp?.();
        },
      });
      const { status, headers } = response;
      return new Response(bounded, { status, headers });
    } catch (error) {
      done();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#transport.close();
  }

  /** A cancelled request is never answered, and the stream that was opened for its answer would stay open for good. */
  #endStreamsOfCancelled(): void {
    const transport = this.#transport;
    const { onmessage } = transport;
    transport.onmessage = (message, extra) => {
      onmessage?.(message, extra);
      const cancelled = CancelledNotificationSchema.safeParse(message);
      const id = cancelled.success ? cancelled.data.params.requestId : undefined;
      if (id !== undefined && !this.#batched.has(id)) transport.closeSSEStream(id);
    };
  }
}
