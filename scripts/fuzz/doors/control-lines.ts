import fc from 'fast-check';
import { ControlMachine } from '../../../packages/tmux/src/machine/control-machine.ts';
import type {
  MachineAction,
  MachineInput,
  MachineRequest,
} from '../../../packages/tmux/src/machine/machine-types.ts';
import { LineSplitter } from '../../../packages/tmux/src/protocol/line-splitter.ts';
import { unescapeOctal } from '../../../packages/tmux/src/protocol/octal.ts';
import { parseLine } from '../../../packages/tmux/src/protocol/parse-line.ts';
import { promise, type Door, type Verdict } from '../door.ts';
import { same } from '../input/same.ts';
import { cuts, cutsOf, inPieces, type Cuts } from '../input/chunks.ts';
import { mutatedBytes } from '../input/mutate-bytes.ts';

/** As tmux writes them: an attach, replies, output between them, a pause, an end. */
const SAMPLES = [
  '%begin 1795371189 264 0\n%end 1795371189 264 0\n%window-add @0\n%session-changed $0 aegis\n%begin 1795371189 270 1\n%0\t@0\t12\n%end 1795371189 270 1\n%output %1 hello\\015\\012\n',
  '%session-changed $0 aegis\n%begin 1 2 1\n%end 1 2 1\n%output %3 \\033[2J\\134x \xc3\xa9\n%extended-output %3 120 : abc\\015\\012\n%begin 1 3 1\nno such pane: %9\n%error 1 3 1\n',
  '%session-changed $0 aegis\n%begin 5 6 1\n%pause %1\n%end 5 6 1\n%continue %1\n%layout-change @1 b25d,80x24,0,0 b25d,80x24,0,0 *\n%window-close @1\n%unlinked-window-close @2\n%exit server exited\n',
  '%begin 1 1 1\n%begin 2 2 0\n%end 2 2 0\n%end 1 1 1\n%sessions-changed\n%client-detached /dev/pts/1\n%session-changed $1 other\n',
];
const DEFUNCT = ['refused', 'exit', 'process-ended', 'desync', 'moved'];

interface Input {
  bytes: Uint8Array;
  cuts: Cuts;
  /** How many commands each request has; all are asked at once, at the begin. */
  requests: readonly number[];
  /** The longest line that is taken. */
  limit: number;
}

export const controlLines: Door<Input> = {
  name: 'control-lines',
  about: 'what tmux says to its control client: splitter, parser, machine',
  share: 150,
  guidedBy: ['packages/tmux/src/'],
  open: () => {
    const samples = SAMPLES.map((text) => new Uint8Array(Buffer.from(text, 'latin1')));
    return Promise.resolve({
      inputs: fc.record({
        bytes: mutatedBytes(samples),
        cuts,
        requests: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 4 }),
        limit: fc.constantFrom(16, 200, 1_000_000),
      }),
      check,
      guided: {
        samples,
        toInput: (bytes) => ({ bytes, cuts: cutsOf(bytes), requests: [1, 1, 2], limit: 1_000_000 }),
      },
    });
  },
};

function check({ bytes, cuts: at, requests, limit }: Input): Verdict {
  const whole = linesOf([bytes], limit);
  const inParts = linesOf(inPieces(bytes, at), limit);
  promise(same(inParts, whole), 'the same lines, however the bytes are cut');
  for (const line of whole.lines) checkLine(line);
  promise(same(unescapeOctal(escapeOctal(bytes)), bytes), 'what was escaped comes back the same');
  promise(
    unescapedByRule(bytes).equals(unescapeOctal(bytes)),
    'a backslash that begins no escape stays',
  );
  return checkMachine(whole, requests);
}

interface Split {
  lines: Buffer[];
  overflow: boolean;
}

function linesOf(pieces: readonly Uint8Array[], limit: number): Split {
  const splitter = new LineSplitter(limit);
  const lines: Buffer[] = [];
  let overflow = false;
  for (const piece of pieces) {
    const result = splitter.push(piece);
    lines.push(...result.lines.map((line) => Buffer.from(line)));
    overflow = result.overflow;
  }
  return { lines, overflow };
}

function checkLine(line: Uint8Array): void {
  const parsed = parseLine(line);
  if (parsed.type === 'output') {
    promise(parsed.bytes.length <= line.length, 'output is no longer than its line');
  }
  if (parsed.type === 'text' || parsed.type === 'unknown') {
    promise(parsed.text === new TextDecoder().decode(line), 'what no rule knows is kept');
  }
}

/** The same rule, said in another way: three octal digits behind a backslash, of a byte. */
function unescapedByRule(bytes: Uint8Array): Buffer {
  const text = Buffer.from(bytes).toString('latin1');
  const unescaped = text.replaceAll(/\\([0-3][0-7]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
  return Buffer.from(unescaped, 'latin1');
}

/** As control_append_data of tmux does it. */
function escapeOctal(bytes: Uint8Array): Uint8Array {
  const escaped: number[] = [];
  for (const byte of bytes) {
    if (byte >= 0x20 && byte !== 0x5c) escaped.push(byte);
    else escaped.push(0x5c, 0x30 + (byte >> 6), 0x30 + ((byte >> 3) & 7), 0x30 + (byte & 7));
  }
  return Uint8Array.from(escaped);
}

function checkMachine({ lines, overflow }: Split, commands: readonly number[]): Verdict {
  const requests: MachineRequest[] = commands.map((count, id) => ({
    id,
    line: `request-${id}`,
    commands: count,
    lifts: id % 2 === 0,
  }));
  const machine = new ControlMachine();
  const actions: MachineAction[] = [];
  const say = (input: MachineInput) => actions.push(...machine.next(input));
  say({ type: 'submit', requests });
  for (const line of lines) say({ type: 'line', line });
  if (overflow) say({ type: 'overflow' });
  say({ type: 'process-ended', detail: '' });
  const ended = actions.at(-1);
  promise(
    ended?.type === 'defunct' && DEFUNCT.includes(ended.reason),
    'it ends, with a known reason',
  );
  const ends = actions.filter(({ type }) => type === 'defunct').length;
  promise(ends === 1, 'it ends once, and says nothing after');
  promise(machine.next({ type: 'process-ended', detail: '' }).length === 0, 'it stays silent');

  const answered = actions.flatMap((action) => (action.type === 'reply' ? [action.id] : []));
  const accounted = [...answered, ...ended.unanswered];
  promise(
    same(
      accounted,
      requests.map(({ id }) => id),
    ),
    'each request is answered once, in order, or named as unanswered',
  );
  for (const action of actions) {
    if (action.type !== 'reply' || !action.reply.ok) continue;
    promise(
      action.reply.blocks.length === requests[action.id]?.commands,
      'a reply has a block for each command',
    );
  }
  const written = actions
    .flatMap((action) => (action.type === 'write' ? [action.text] : []))
    .join('');
  const asked = requests.map(({ line }) => `${line}\n`).join('');
  promise(written === '' || written === asked, 'each request is written once, in order');
  return ended.reason === 'process-ended' ? 'accepted' : 'rejected';
}
