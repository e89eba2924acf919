import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { startServer } from '../../../apps/server/src/start-server.ts';
import { resolveConfig } from '../../../apps/server/src/config/resolve-config.ts';
import {
  listenForHooks,
  type HookRequest,
} from '../../../packages/core/src/hooks/hook-listener.ts';
import { promise, type Door, type OpenDoor, type Verdict } from '../door.ts';
import { cuts, inPieces, type Cuts } from '../input/chunks.ts';
import { HOOK_SAMPLES } from '../input/hook-samples.ts';
import { mutatedBytes } from '../input/mutate-bytes.ts';

interface Input {
  /** Which of the two listeners. */
  at: 'server' | 'hooks';
  bytes: Uint8Array;
  cuts: Cuts;
}

const SESSION = 'ses_00000000000000000001';
/** A peer that says nothing more is hung up on. Milliseconds. */
const PATIENCE_MS = 15;

const request = (head: string, body = '', host = '127.0.0.1'): Uint8Array =>
  new TextEncoder().encode(
    `${head} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );

const SAMPLES = [
  request('GET /v1/health'),
  request('GET /v1/sessions?limit=1'),
  request('POST /v1/sessions', '{"workDir":"/nowhere"}'),
  request(`POST /v1/sessions/${SESSION}/send`, '{"text":"hello"}'),
  request(`GET /v1/sessions/${SESSION}/events`),
  ...HOOK_SAMPLES.map((sample) =>
    request(`POST /v1/hooks/${SESSION}/${sample.hook_event_name}`, JSON.stringify(sample)),
  ),
  new TextEncoder().encode(
    `POST /v1/hooks/${SESSION}/Stop HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{}\n\r\n0\r\n\r\n`,
  ),
];

export const rawHttp: Door<Input> = {
  name: 'raw-http',
  about: 'bytes on the sockets of the server and of the hook listener',
  share: 15,
  async open(): Promise<OpenDoor<Input>> {
    const folder = mkdtempSync(join(tmpdir(), 'aegis-fuzz-raw-'));
    const ignore = () => undefined;
    const server = await startServer({
      config: resolveConfig({
        flags: {
          port: 0,
          stateDir: join(folder, 'state'),
          tmuxPath: '/nowhere/tmux',
          claudeCommand: '/nowhere/claude',
        },
        environment: {},
        file: null,
      }),
      environment: { PATH: '/usr/bin:/bin', HOME: folder },
      version: '1.2.3',
      logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    });
    const heard: HookRequest[] = [];
    const listener = await listenForHooks(0, (call) => {
      heard.push(call);
      return Promise.resolve({ status: 200, body: {} });
    });
    const ports = { server: server.port, hooks: listener.port };
    return {
      inputs: fc.record({
        at: fc.constantFrom('server', 'hooks'),
        bytes: mutatedBytes(SAMPLES),
        cuts,
      }),
      check: (input) => check(input, ports[input.at], heard),
      async close() {
        await listener.close();
        await server.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};

async function check(
  { at, bytes, cuts: places }: Input,
  port: number,
  heard: HookRequest[],
): Promise<Verdict> {
  const answer = await say(port, inPieces(bytes, places));
  promise(
    answer === '' || answer.startsWith('HTTP/1.1 '),
    `an answer is HTTP: ${answer.slice(0, 80)}`,
  );
  promise(!/^HTTP\/1.1 500/.test(answer), `nothing unforeseen: ${answer}`);
  for (const { sessionId, event, body } of heard.splice(0)) {
    promise(/^[\w-]{1,64}$/.test(sessionId) && /^\w{1,64}$/.test(event), 'a hook has plain names');
    promise(body !== undefined, 'a hook has a body');
  }
  // Whatever it was told before, the next one is heard.
  const sound =
    at === 'hooks'
      ? request(`POST /v1/hooks/${SESSION}/Stop`, '{}')
      : request('GET /v1/health', '', `127.0.0.1:${port}`);
  const next = await say(port, [sound], 30_000);
  promise(next.startsWith('HTTP/1.1 200'), `the next one is answered: ${next.slice(0, 300)}`);
  heard.length = 0;
  return answer.startsWith('HTTP/1.1 2') ? 'accepted' : 'rejected';
}

/** What is answered until the answer is there, the other side hangs up, or patience is at its end. */
function say(
  port: number,
  pieces: readonly Uint8Array[],
  patienceMs = PATIENCE_MS,
): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    const done = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(done, patienceMs);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      if (answer.includes('\r\n\r\n')) done();
    });
    // Reset by a server that has seen enough.
    socket.on('error', done);
    socket.on('close', done);
    for (const piece of pieces) socket.write(piece);
  });
}
