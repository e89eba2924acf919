import type { IncomingMessage, Server } from 'node:http';
import { isRecord, type JsonRecord } from './json.ts';

/** Bytes of a body that are taken. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** A request's JSON object; null where it is none, or larger than {@link MAX_BODY_BYTES}. */
export async function readJsonBody(request: IncomingMessage): Promise<JsonRecord | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (length > MAX_BODY_BYTES) return null;
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return isRecord(body) ? body : null;
  } catch {
    return null;
  }
}

/** Listens on a free port of 127.0.0.1, and gives the port. */
export function listenOnLoopback(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no TCP port'));
      else resolve(address.port);
    });
  });
}

/** Ends the open connections as well. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
