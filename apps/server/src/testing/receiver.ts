import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface ReceivedRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Receiver {
  port: number;
  /** In the order in which they came in whole. */
  requests: ReceivedRequest[];
  /** How many connections were made, also those without a request. */
  connections: number;
  /** Most requests that were being answered at the same time. */
  mostAtOnce: number;
}

export interface ReceiverOptions {
  host?: string;
  port?: number;
  /** Default: 204. */
  answer?: (response: ServerResponse, request: ReceivedRequest, socket: Socket) => void;
}

/** What a webhook calls: a server on `host` (default 127.0.0.1) that keeps what it gets. It goes with its test. */
export async function startReceiver({
  host = '127.0.0.1',
  port = 0,
  answer = (response) => response.writeHead(204).end(),
}: ReceiverOptions = {}): Promise<Receiver> {
  const receiver: Receiver = { port, requests: [], connections: 0, mostAtOnce: 0 };
  let current = 0;
  const server = createServer((request, response) => {
    current += 1;
    receiver.mostAtOnce = Math.max(receiver.mostAtOnce, current);
    response.on('close', () => (current -= 1));
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const received = { method, path: url, headers, body: Buffer.concat(parts).toString() };
      receiver.requests.push(received);
      answer(response, received, request.socket);
    });
  });
  server.on('connection', () => (receiver.connections += 1));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  // A server that listens on a port has an address with a port.
  receiver.port = (server.address() as AddressInfo).port;
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return receiver;
}
