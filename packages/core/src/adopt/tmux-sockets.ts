import { readdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { AegisError } from '@aegis/protocol';

/** Where tmux keeps this user's sockets. */
export function socketFolder(env: Readonly<Record<string, string | undefined>>): string {
  const parent = env['TMUX_TMPDIR'];
  return join(
    parent === undefined || parent === '' ? '/tmp' : parent,
    `tmux-${process.getuid?.() ?? 0}`,
  );
}

/**
 * The path of a socket that is named as `tmux -L` or `tmux -S` take it.
 * @throws AegisError `invalid_request`
 */
export function socketPath(
  socket: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  if (isAbsolute(socket)) return socket;
  if (!socket.includes('/')) return join(socketFolder(env), socket);
  throw new AegisError(
    'invalid_request',
    `\`socket\` is "${socket}". Give the name of a tmux socket (as for \`tmux -L\`) or its absolute path (as for \`tmux -S\`).`,
  );
}

/** Paths of this user's sockets; a server need not listen on each. */
export async function listSockets(
  env: Readonly<Record<string, string | undefined>>,
): Promise<string[]> {
  const folder = socketFolder(env);
  const names = await readdir(folder).catch(() => []);
  return names.sort().map((name) => join(folder, name));
}
