import type { AegisClient } from '@aegis/client';
import { AegisError } from '@aegis/protocol';
import { isInitializeRequest } from '@modelcontextprotocol/sdk/types.js';
import { HttpConnection } from './http-connection.ts';
import type { HttpCaller, HttpLimits } from './http-limits.ts';

export interface McpOverHttpOptions<Caller extends HttpCaller> {
  /** The Aegis server as this caller may use it. */
  clientFor: (caller: Caller) => AegisClient;
  limits?: Partial<HttpLimits>;
  onError?: (error: Error) => void;
}

export interface HttpRequestOptions<Caller extends HttpCaller> {
  caller: Caller;
  /** The body of a POST, parsed. */
  body: unknown;
  /** Closes the request's own connection, should its client take nothing that is sent. */
  hangUp?: (() => void) | undefined;
}

export interface McpOverHttp<Caller extends HttpCaller> {
  /** @throws AegisError `mcp_session_not_found`, `mcp_session_limit`, `invalid_request` */
  handle: (request: Request, options: HttpRequestOptions<Caller>) => Promise<Response>;
  /** Connections that are open. */
  readonly size: number;
  close: () => Promise<void>;
}

const DEFAULT_LIMITS: HttpLimits = {
  maxConnections: 100,
  idleMs: 30 * 60_000,
  heartbeatMs: 15_000,
  maxUnreadBytes: 8 * 1024 * 1024,
};

/** Milliseconds without a request after which a connection may have to make place for another one. */
const YIELDS_AFTER_MS = 60_000;

/**
 * MCP over Streamable HTTP, as a function from Request to Response: a connection for each client that initializes, known by
 * `Mcp-Session-Id`, for its owner alone. It ends with DELETE, with its owner's rights, and when nobody uses it.
 */
export function createMcpOverHttp<Caller extends HttpCaller>(
  options: McpOverHttpOptions<Caller>,
): McpOverHttp<Caller> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const connections = new Map<string, HttpConnection>();
  let sweeping: NodeJS.Timeout | null = null;

  /** Ends what has no right to be there; while there is nothing, there is no timer either. */
  function sweep(): void {
    for (const connection of connections.values()) {
      const isOver = !connection.isLive() || connection.idleFor() > limits.idleMs;
      if (isOver) void connection.close();
    }
  }

  function keepSwept(): void {
    sweeping ??= setInterval(sweep, limits.heartbeatMs).unref();
    if (connections.size > 0) return;
    clearInterval(sweeping);
    sweeping = null;
  }

  async function makePlace(): Promise<void> {
    if (connections.size < limits.maxConnections) return;
    const [longest] = [...connections.values()].sort((a, b) => b.idleFor() - a.idleFor());
    if (longest === undefined || longest.idleFor() < YIELDS_AFTER_MS) {
      throw new AegisError(
        'mcp_session_limit',
        `There are ${limits.maxConnections} MCP sessions, and all of them are in use. End one with DELETE /mcp, or wait until one is idle.`,
        { details: { maximum: limits.maxConnections } },
      );
    }
    await longest.close();
  }

  async function open(caller: Caller): Promise<HttpConnection> {
    await makePlace();
    const connection = await HttpConnection.open({
      ...{ caller, limits, client: options.clientFor(caller) },
      onError: options.onError,
      onOpen: (id) => {
        connections.set(id, connection);
        keepSwept();
      },
      onClose: (id) => {
        connections.delete(id);
        keepSwept();
      },
    });
    return connection;
  }

  return {
    get size() {
      return connections.size;
    },
    async handle(request, { caller, body, hangUp }) {
      const id = request.headers.get('mcp-session-id');
      if (id === null) {
        if (request.method !== 'POST' || !isInitializeRequest(body)) throw needsSession();
        const connection = await open(caller);
        const response = await connection.handle(request, { body, hangUp });
        // Its headers may not be what they must.
        if (!connection.isOpen) await connection.close();
        return response;
      }
      const connection = connections.get(id);
      // Somebody else's is answered as one that is not there.
      if (connection?.owner !== caller.owner) throw notFound();
      return connection.handle(request, { body, hangUp });
    },
    async close() {
      await Promise.all([...connections.values()].map((connection) => connection.close()));
      if (sweeping !== null) clearInterval(sweeping);
    },
  };
}

function needsSession(): AegisError {
  return new AegisError(
    'invalid_request',
    'This request needs the header Mcp-Session-Id, as the answer to `initialize` has it. POST an `initialize` request first.',
    { details: { issues: [{ path: 'mcp-session-id', message: 'is required' }] } },
  );
}

function notFound(): AegisError {
  return new AegisError(
    'mcp_session_not_found',
    'There is no such MCP session: it was ended, nobody used it for long, or the server was started again. Begin anew with `initialize`.',
  );
}
