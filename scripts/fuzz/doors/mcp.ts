import { PassThrough } from 'node:stream';
import { createAegisClient } from '@aegis/client';
import {
  sampleMessage,
  sampleSession,
  samplePending,
  sampleSessionId,
} from '@aegis/client/testing';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import fc from 'fast-check';
import * as v from 'valibot';
import { createMcpServer } from '../../../apps/mcp/src/create-mcp-server.ts';
import { TOOLS } from '../../../apps/mcp/src/tools.ts';
import { promise, type Door, type OpenDoor, type Verdict } from '../door.ts';
import { cuts, inPieces, type Cuts } from '../input/chunks.ts';
import { mutatedBytes } from '../input/mutate-bytes.ts';
import { mutatedJson, toBytes } from '../input/mutate-json.ts';

const ID = sampleSessionId(1);
const URI = `aegis://sessions/${ID}`;
const call = (name: string, input: unknown, id: unknown) => ({
  ...{ jsonrpc: '2.0', id, method: 'tools/call' },
  params: { name, arguments: input },
});
/** A value for each parameter that some tool requires. */
const ARGUMENTS: Record<string, unknown> = {
  ...{ sessionId: ID, workDir: '/work', text: 'hello', command: 'ls', pane: '%3', id: 'review' },
  ...{ prompt: 'Do it.', name: 'release', steps: [{ name: 'a', prompt: 'A.' }], key: 'plan/1' },
  ...{ value: { a: [1] }, pipelineId: `pip_${'0'.repeat(20)}`, policy: { rules: [] } },
  ...{ recovery: { rungs: [{ rung: 'nudge' }] }, sessions: [{ workDir: '/work' }] },
  answers: { Which: 'A' },
};
const argumentsFor = (required: readonly string[]) =>
  Object.fromEntries(required.map((name) => [name, ARGUMENTS[name]]));

const SAMPLES: unknown[] = [
  {
    ...{ jsonrpc: '2.0', id: 1, method: 'initialize' },
    params: {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'x', version: '1' },
    },
  },
  { jsonrpc: '2.0', method: 'notifications/initialized' },
  { jsonrpc: '2.0', id: 2, method: 'tools/list' },
  { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 3, reason: 'x' } },
  ...TOOLS.map(({ description: { name, inputSchema } }, index) =>
    call(name, argumentsFor(inputSchema.required ?? []), index + 10),
  ),
  ...['resources/list', 'resources/templates/list', 'prompts/list'].map((method, index) => ({
    ...{ jsonrpc: '2.0', id: 100 + index, method },
  })),
  ...['resources/read', 'resources/subscribe', 'resources/unsubscribe'].flatMap((method, index) =>
    [URI, `${URI}/transcript`, `${URI}/pane`, 'aegis://health'].map((uri) => ({
      ...{ jsonrpc: '2.0', id: 110 + index, method, params: { uri } },
    })),
  ),
  {
    ...{ jsonrpc: '2.0', id: 120, method: 'prompts/get' },
    params: { name: 'debug-session', arguments: { sessionId: ID, problem: 'x' } },
  },
  {
    ...{ jsonrpc: '2.0', id: 121, method: 'completion/complete' },
    params: {
      ref: { type: 'ref/resource', uri: 'aegis://sessions/{id}' },
      argument: { name: 'id', value: 'ses_' },
    },
  },
  {
    ...{ jsonrpc: '2.0', id: 123, method: 'tools/call' },
    params: {
      ...{ name: 'wait_for_status', arguments: { sessionId: ID, timeoutMs: 1 } },
      _meta: { progressToken: 'p' },
    },
  },
  { jsonrpc: '2.0', id: 122, method: 'logging/setLevel', params: { level: 'warning' } },
  call('approve_permission', { sessionId: ID, requestId: 'pen_1', scope: 'once' }, 'a'),
];

interface Input {
  messages: readonly Uint8Array[];
  cuts: Cuts;
  /** What the Aegis server answers to whatever is asked. */
  answer: unknown;
}

const LAST = 'the-last-one';
const rpc = v.variant('jsonrpc', [v.looseObject({ jsonrpc: v.literal('2.0') })]);

export const mcp: Door<Input> = {
  name: 'mcp',
  about: 'JSON-RPC over standard input, and what the server behind it answers',
  share: 12,
  open(): Promise<OpenDoor<Input>> {
    const session = sampleSession({ status: 'bash_approval', pending: samplePending() });
    const answers = [
      session,
      { sessions: [session], nextCursor: null },
      { messages: [sampleMessage()], status: 'idle', statusText: null, cursor: '0' },
      { error: 'No.', code: 'nothing_pending', requestId: 'r', details: {} },
      { ok: true },
    ];
    return Promise.resolve({
      inputs: fc.record({
        messages: fc.array(
          fc.oneof(
            { weight: 4, arbitrary: mutatedJson(SAMPLES).map(toBytes) },
            { weight: 1, arbitrary: mutatedBytes(SAMPLES.map(toBytes)) },
          ),
          { minLength: 1, maxLength: 5 },
        ),
        cuts,
        answer: mutatedJson(answers),
      }),
      check,
    });
  },
};

async function check({ messages, cuts: at, answer }: Input): Promise<Verdict> {
  const asked: { path: string; method: string }[] = [];
  const client = createAegisClient({
    fetch: (url, init) => {
      asked.push({ path: new URL(url).pathname, method: init.method ?? 'GET' });
      return Promise.resolve(new Response(toBytes(answer).slice(), { status: 200 }));
    },
  });
  const server = createMcpServer({ client });
  const problems: Error[] = [];
  server.onerror = (error) => problems.push(error);
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const lines = linesUntil(stdout, LAST);
  await server.connect(new StdioServerTransport(stdin, stdout));
  const ping = toBytes({ jsonrpc: '2.0', id: LAST, method: 'ping' });
  const newline = Uint8Array.of(0x0a);
  const bytes = Buffer.concat([
    ...messages.flatMap((message) => [message, newline]),
    ping,
    newline,
  ]);
  for (const piece of inPieces(new Uint8Array(bytes), at)) stdin.write(piece);
  // However odd what came before: the last one is answered.
  const said = await lines;
  await server.close();
  const ids = said.map(({ id }) => JSON.stringify(id));
  promise(
    said.every((line) => v.is(rpc, line)),
    'nothing but JSON-RPC is written',
  );
  promise(ids.filter((id) => id === JSON.stringify(LAST)).length >= 1, 'the last is answered');
  checkReach(messages, asked);
  return problems.length === 0 ? 'accepted' : 'rejected';
}

/** Nothing is approved, killed or sent unless a message names that tool. */
function checkReach(
  messages: readonly Uint8Array[],
  asked: readonly { path: string; method: string }[],
): void {
  const text = messages.map((message) => new TextDecoder().decode(message)).join('\n');
  for (const { path, method } of asked) {
    if (method === 'GET') continue;
    promise(text.includes('tools/call'), `${method} ${path} was asked for by a call`);
  }
}

async function linesUntil(stream: PassThrough, id: string): Promise<{ id?: unknown }[]> {
  const lines: { id?: unknown }[] = [];
  let rest = '';
  for await (const chunk of stream) {
    rest += String(chunk);
    const parts = rest.split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) lines.push(JSON.parse(part) as { id?: unknown });
    if (lines.some((line) => line.id === id)) break;
  }
  return lines;
}
