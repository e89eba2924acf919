import { SESSION_STATUSES, toTimestamp } from '@aegis/protocol';
import { createScreen, logicalLines, type Snapshot } from '@aegis/screen';
import {
  createStatusState,
  explainScreen,
  observe,
  readScreen,
  viewOf,
  type ScreenReading,
} from '@aegis/status';
import fc from 'fast-check';
import { promise, type Door, type Verdict } from '../door.ts';
import { same } from '../input/same.ts';
import { cuts, cutsOf, inPieces, type Cuts } from '../input/chunks.ts';
import { mutatedBytes } from '../input/mutate-bytes.ts';
import { someRecordings } from '../input/recorded.ts';

/** What draws nothing: sequences that a terminal takes in silence. Behind a whole frame they change no reading. */
const SILENT = [
  '\u0007',
  '\u001b[m',
  '\u001b[5n',
  '\u001b[c',
  '\u001b]777;x\u0007',
  '\u001bPx\u001b\\',
  '\u001b_x\u001b\\',
  '\u001b[?9999h',
  '\u001b[>0q',
];
/** So much of a recording is drawn at most; the long ones are cut at their end. */
const DRAWN_BYTES = 6_000;

interface Input {
  bytes: Uint8Array;
  cuts: Cuts;
  cols: number;
  rows: number;
  silent: readonly string[];
}

export const terminalBytes: Door<Input> = {
  name: 'terminal-bytes',
  about: 'what a pane draws: screen, reading, status',
  share: 15,
  guidedBy: ['packages/status/src/', 'packages/screen/src/'],
  open: () => {
    const samples = someRecordings(29).flatMap(framesOf);
    return Promise.resolve({
      inputs: fc.record({
        bytes: mutatedBytes(samples),
        cuts,
        cols: fc.constantFrom(80, 80, 120, 60, 20, 2, 1),
        rows: fc.constantFrom(24, 24, 40, 20, 5, 1),
        silent: fc.array(fc.constantFrom(...SILENT), { maxLength: 3 }),
      }),
      check,
      guided: {
        samples: samples.filter((_, index) => index % 7 === 0),
        toInput: (bytes) => ({ bytes, cuts: cutsOf(bytes), cols: 80, rows: 24, silent: SILENT }),
      },
    });
  },
};

/** What was drawn up to each labelled moment, from the last time that the screen was cleared or a while before. */
function framesOf({
  bytes,
  moments,
}: {
  bytes: Uint8Array;
  moments: readonly { offset: number }[];
}): Uint8Array[] {
  return moments.map(({ offset }) => bytes.subarray(Math.max(0, offset - DRAWN_BYTES), offset));
}

async function check({ bytes, cuts: at, cols, rows, silent }: Input): Promise<Verdict> {
  const shown = await drawn([bytes], { cols, rows });
  const inParts = await drawn(inPieces(bytes, at), { cols, rows });
  promise(same(inParts, shown), 'the same screen, however the bytes are cut');
  checkSnapshot(shown);
  const reading = readScreen(shown);
  checkReading(reading, shown);
  promise(same(explainScreen(shown).reading, reading), 'explained as it was read');
  checkReading(readScreen(shown, { partial: true }), shown);
  if (isComplete(bytes)) {
    const after = await drawn([bytes, ...silent.map((text) => new TextEncoder().encode(text))], {
      cols,
      rows,
    });
    promise(
      same(readScreen(after), reading),
      `what draws nothing changes no reading: ${JSON.stringify(silent)}`,
    );
  }
  checkStatus(reading);
  return reading.status === 'unknown' ? 'rejected' : 'accepted';
}

async function drawn(
  pieces: readonly Uint8Array[],
  size: { cols: number; rows: number },
): Promise<Snapshot> {
  const screen = createScreen(size);
  try {
    for (const piece of pieces) void screen.write(piece);
    await screen.write(new Uint8Array());
    return screen.snapshot();
  } finally {
    screen.dispose();
  }
}

function checkSnapshot({ cols, rows, cursor, lines }: Snapshot): void {
  promise(lines.length === rows, 'a screen has all its rows');
  promise(
    cursor.x >= 0 && cursor.x <= cols && cursor.y >= 0 && cursor.y < rows,
    'the cursor is on the screen',
  );
  for (const { runs } of lines) {
    let end = 0;
    for (const run of runs) {
      promise(run.start >= end && run.end > run.start, 'runs stand side by side');
      end = run.end;
    }
    promise(end <= cols, `a row ends at the edge: ${end} of ${cols}`);
  }
  const joined = logicalLines({ lines, cols });
  promise(
    joined.reduce((sum, { rowCount }) => sum + rowCount, 0) === rows,
    'lines are made of all rows',
  );
}

function checkReading(
  { status, rule, dialog, composer, queued }: ScreenReading,
  { rows }: Snapshot,
): void {
  promise(SESSION_STATUSES.includes(status), `a known status: ${status}`);
  promise(rule.startsWith('screen.'), 'a reading names its rule');
  promise(Number.isInteger(queued) && queued >= 0, 'prompts are counted');
  promise(status !== 'idle' || composer !== null, 'idle is read from a box alone');
  if (dialog === null) {
    const asks = ['permission_prompt', 'bash_approval', 'plan_mode', 'ask_question'].includes(
      status,
    );
    promise(!asks, 'what asks has a dialog');
    return;
  }
  promise(status !== 'idle' && status !== 'working', `a dialog is never read as ${status}`);
  for (const { line, label } of dialog.options) {
    promise(
      Number.isInteger(line) && line >= 0 && line < rows,
      'a row of a dialog is on the screen',
    );
    promise(typeof label === 'string', 'a row has a label');
  }
}

function checkStatus(reading: ScreenReading): void {
  let state = createStatusState(1_000);
  for (const at of [1_000, 2_000, 60_000]) {
    state = observe(state, { source: 'screen', at, reading });
    const view = viewOf(state);
    toTimestamp(view.since);
    toTimestamp(view.evidence.at);
    promise(
      view.dialog === null || (view.status !== 'idle' && view.status !== 'working'),
      'no rest under a dialog',
    );
  }
}

/** A sequence that ends, at the end of which the terminal is as it was. */
const ENDED =
  // eslint-disable-next-line no-control-regex -- an escape sequence begins with one
  /^\u001b\[[\d;?]*[a-z]/i;
/** What takes text up to an end of its own. */
const OPENING =
  // eslint-disable-next-line no-control-regex -- likewise
  /\u001b[P_^X\]]|[\u0080-\u009f]/;

/** No sequence or character that is still to be ended: whatever came behind it would be its own. */
function isComplete(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('latin1');
  const last = text.slice(Math.max(0, text.lastIndexOf('\u001b')));
  return (!last.startsWith('\u001b') || ENDED.test(last)) && !OPENING.test(text);
}
