import { connect } from 'node:net';

/**
 * Whether a tmux server listens on the socket. Asks the kernel, not tmux: a client binary would print a sentence that
 * differs by version, or start a new server.
 */
export function isServerListening(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.destroy();
      // Only these two say that nobody is there; a full backlog (EAGAIN) says the opposite.
      resolve(error.code !== 'ENOENT' && error.code !== 'ECONNREFUSED');
    });
  });
}
