import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { AegisError } from '@aegis/protocol';
import { WebSocketServer, type WebSocket } from 'ws';
import { EVENTS_SUBPROTOCOL } from '../access/read-credential.ts';
import type { AppEnv } from '../app-env.ts';
import { errorAnswer } from '../error-answer.ts';
import type { Upgrade } from './upgrade.ts';

export interface WebSocketUpgrades {
  /** Ends those that are still open. */
  close(): void;
}

/** Clients have nothing to say. */
const MAX_MESSAGE_BYTES = 1_024;

/**
 * Takes upgrades of `server`: each goes through the app like any request, so that every check of a request is one of a
 * WebSocket too; what the app does not accept is answered as the app says.
 */
export function takeUpgrades(
  server: Server,
  handle: (request: Request, bindings: AppEnv['Bindings']) => Response | Promise<Response>,
): WebSocketUpgrades {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    // Never one with a token in it.
    handleProtocols: (offered) => (offered.has(EVENTS_SUBPROTOCOL) ? EVENTS_SUBPROTOCOL : false),
  });

  async function take(incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const accepted: ((socket: WebSocket) => void)[] = [];
    const upgrade: Upgrade = {
      accept(given) {
        accepted.push(given);
        return new Response(null);
      },
    };
    const isWebSocket = incoming.headers.upgrade?.toLowerCase() === 'websocket';
    const request = isWebSocket && incoming.method === 'GET' ? toRequest(incoming) : null;
    // Node has let go of the connection as HTTP: a body that came along can be read no more.
    if (request === null) return refuse(socket, cannotUpgrade());
    const answer = await handle(request, { incoming, upgrade });
    const [run] = accepted;
    if (socket.destroyed) return;
    if (run === undefined) return refuse(socket, answer);
    sockets.handleUpgrade(incoming, socket, head, run);
  }

  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    const onError = () => socket.destroy();
    socket.on('error', onError);
    take(incoming, socket, head).catch(onError);
  });
  return {
    close() {
      for (const socket of sockets.clients) socket.terminate();
    },
  };
}

/** Without a body: an upgrade is a GET. Null where there is no sense in its address or headers. */
function toRequest(incoming: IncomingMessage): Request | null {
  const headers = new Headers();
  try {
    for (let at = 0; at + 1 < incoming.rawHeaders.length; at += 2) {
      headers.append(incoming.rawHeaders[at] ?? '', incoming.rawHeaders[at + 1] ?? '');
    }
    const target = incoming.url ?? '/';
    const url = target.startsWith('/') ? `http://${incoming.headers.host ?? ''}${target}` : target;
    return new Request(url, { method: incoming.method ?? 'GET', headers });
  } catch {
    return null;
  }
}

function cannotUpgrade(): Response {
  const error = new AegisError(
    'invalid_http',
    'Only a GET of an event stream can be upgraded, and to a WebSocket alone. Send the request without the header Upgrade (in clients that prefer HTTP/2: choose HTTP/1.1).',
  );
  return errorAnswer(error, randomUUID());
}

async function refuse(socket: Duplex, answer: Response): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer());
  const lines = [`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`];
  answer.headers.forEach((value, name) => {
    if (name !== 'content-length' && name !== 'connection') lines.push(`${name}: ${value}`);
  });
  lines.push(`content-length: ${body.length}`, 'connection: close', '', '');
  socket.end(Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), body]));
}
