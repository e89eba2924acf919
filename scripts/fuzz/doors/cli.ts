import {
  sampleMessage,
  samplePending,
  sampleSession,
  sampleSessionId,
} from '@aegis/client/testing';
import { errorBodySchema } from '@aegis/protocol';
import fc from 'fast-check';
import * as v from 'valibot';
import { EXIT } from '../../../apps/cli/src/exit-codes.ts';
import { runCli } from '../../../apps/cli/src/run-cli.ts';
import { Interruption } from '../../../apps/cli/src/io.ts';
import { createFakeIo, type FakeIo } from '../../../apps/cli/src/testing/fake-io.ts';
import { promise, type Door, type OpenDoor, type Verdict } from '../door.ts';
import { hostileText, mutatedJson, toBytes } from '../input/mutate-json.ts';

interface Input {
  argv: readonly string[];
  stdin: string;
  isTty: boolean;
  /** What a server answers to whatever is asked, and with which HTTP status. */
  answer: unknown;
  status: number;
}

/** Those that start no server and no Claude Code. */
const COMMANDS = [
  ...[
    'create',
    'ls',
    'status',
    'disagreements',
    'send',
    'read',
    'wait',
    'pane',
    'kill',
    'approve',
    'reject',
  ],
  ...['answer', 'interrupt', 'escape', 'attach', 'detect', 'help', 'nonsense'],
];
const FLAGS = [
  ...[
    '--json',
    '--help',
    '--version',
    '--wait',
    '--status',
    '--timeout',
    '--name',
    '--prompt',
    '--model',
  ],
  ...[
    '--always',
    '--option',
    '--request',
    '--feedback',
    '--tag',
    '--limit',
    '--role',
    '--after',
    '--cols',
  ],
  ...[
    '--rows',
    '--text',
    '--explain',
    '--claude',
    '--format',
    '--history',
    '--all',
    '--',
    '-',
    '-q',
    '-h',
  ],
];
/** A command that follows a stream goes on for ever: it is stopped, as by Ctrl-C. Milliseconds. */
const STOPPED_AFTER_MS = 40;
/** Of commands, and of signals: 128 and the signal's number. */
const EXIT_CODES = new Set<number>([...Object.values(EXIT), 129, 143]);

const argument = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(sampleSessionId(1), 'sample', 'ses_0000', '1', '10s', 'idle', 'Yes'),
  },
  { weight: 3, arbitrary: fc.constantFrom(...FLAGS) },
  { weight: 2, arbitrary: hostileText },
);

export const cli: Door<Input> = {
  name: 'cli',
  about: 'command lines, and what a server answers to them',
  share: 20,
  open(): Promise<OpenDoor<Input>> {
    const session = sampleSession({ status: 'bash_approval', pending: samplePending() });
    const answers = [
      session,
      { ...session, timedOut: false },
      {
        sessions: [session, sampleSession({ id: sampleSessionId(2), name: 'two' })],
        nextCursor: null,
      },
      { messages: [sampleMessage()], status: 'idle', statusText: null, cursor: '0' },
      { pane: '\u001b[31mred', cols: 80, rows: 24, cursor: { x: 0, y: 0, visible: true } },
      {
        ok: true,
        delivered: true,
        attempts: 1,
        verdict: 'delivered',
        messageId: 'msg_1',
        evidence: null,
      },
      { error: 'No \u001b[2J.', code: 'nothing_pending', requestId: 'r', details: { a: '\u009b' } },
      { total: 0, unknownScreens: [], contradictions: [] },
    ];
    const restore = globalThis.fetch;
    return Promise.resolve({
      inputs: fc.record({
        argv: fc
          .tuple(fc.constantFrom(...COMMANDS), fc.array(argument, { maxLength: 5 }), fc.boolean())
          .map(([command, rest, isJson]) => [command, ...rest, ...(isJson ? ['--json'] : [])]),
        stdin: hostileText,
        isTty: fc.boolean(),
        answer: mutatedJson(answers),
        status: fc.constantFrom(200, 200, 201, 400, 404, 409, 500, 204),
      }),
      check,
      close() {
        globalThis.fetch = restore;
        return Promise.resolve();
      },
    });
  },
};

async function check({ argv, stdin, isTty, answer, status }: Input): Promise<Verdict> {
  globalThis.fetch = () =>
    Promise.resolve(new Response(status === 204 ? null : toBytes(answer).slice(), { status }));
  const io = createFakeIo({ isTty, stdin, replies: ['y', '1'] });
  const stop = setTimeout(
    () => io.stop.abort(new Interruption('Interrupted.', EXIT.interrupted)),
    STOPPED_AFTER_MS,
  );
  const code = await runCli(argv, io).finally(() => clearTimeout(stop));
  promise(EXIT_CODES.has(code), `a documented exit code: ${code}`);
  checkWritten(io, { code, argv });
  return code === EXIT.ok ? 'accepted' : 'rejected';
}

// eslint-disable-next-line no-control-regex -- finding control characters is what it is for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u;

function checkWritten(io: FakeIo, { code, argv }: { code: number; argv: readonly string[] }): void {
  const { stdout, stderr } = io.written;
  const isRaw = argv[0] === 'pane' && argv.includes('ansi');
  // Colours are off (NO_COLOR): whatever a terminal acts on came from elsewhere.
  promise(
    isRaw || !CONTROLS.test(stdout),
    `nothing on stdout moves a cursor: ${JSON.stringify(stdout)}`,
  );
  promise(!CONTROLS.test(stderr), `nothing on stderr moves a cursor: ${JSON.stringify(stderr)}`);
  const dashes = argv.indexOf('--');
  const isJson = (dashes === -1 ? argv : argv.slice(0, dashes)).includes('--json');
  if (!isJson || code === EXIT.ok || code === EXIT.interrupted || stderr === '') return;
  const last = stderr.trimEnd().split('\n').at(-1) ?? '';
  promise(v.is(errorBodySchema, parsed(last)), `with --json an error is one body: ${stderr}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
