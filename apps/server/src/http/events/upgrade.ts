import type { WebSocket } from 'ws';

/** A request for a WebSocket, in the hands of the app that decides on it. */
export interface Upgrade {
  /** The socket is given to `run` once the handshake is done. What is answered here is not sent. */
  accept(run: (socket: WebSocket) => void): Response;
}
