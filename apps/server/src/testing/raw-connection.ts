import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  status: number;
  head: string;
  body: string;
}

/** A connection that says whatever it is told to, as no library would. */
export class RawConnection {
  readonly socket: Socket;
  #received = '';

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => (this.#received += text));
    socket.on('error', () => undefined);
  }

  static async open(port: number, host = '127.0.0.1'): Promise<RawConnection> {
    const socket = connect(port, host);
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  get received(): string {
    return this.#received;
  }

  write(text: string): void {
    if (this.socket.writable) this.socket.write(text, 'latin1');
  }

  /** Resolves once the other side has ended the connection; false where it has not within `ms`. */
  async closedWithin(ms: number): Promise<boolean> {
    if (this.socket.closed) return true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
    const closed = once(this.socket, 'close').then(() => true);
    const result = await Promise.race([closed, late]);
    clearTimeout(timer);
    return result;
  }

  /** The next answer that came in whole, by its content-length. */
  async answer(ms = 10_000): Promise<RawAnswer> {
    const deadline = Date.now() + ms;
    for (;;) {
      const answer = this.#take();
      if (answer) return answer;
      if (this.socket.closed || Date.now() > deadline) {
        throw new Error(`No whole answer came: ${JSON.stringify(this.#received.slice(0, 500))}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  close(): void {
    this.socket.destroy();
  }

  #take(): RawAnswer | null {
    const end = this.#received.indexOf('\r\n\r\n');
    if (end === -1) return null;
    const head = this.#received.slice(0, end);
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    const bodyEnd = end + 4 + length;
    if (this.#received.length < bodyEnd) return null;
    const body = this.#received.slice(end + 4, bodyEnd);
    this.#received = this.#received.slice(bodyEnd);
    return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]), head, body };
  }
}

/** One request, byte for byte, and its answer. */
export async function rawRequest(port: number, text: string): Promise<RawAnswer> {
  const connection = await RawConnection.open(port);
  try {
    connection.write(text);
    return await connection.answer();
  } finally {
    connection.close();
  }
}

/** The code of an error answer; `null` where the body is none. */
export function codeOf({ body }: RawAnswer): string | null {
  try {
    const { code } = JSON.parse(body) as { code?: string };
    return code ?? null;
  } catch {
    return null;
  }
}
