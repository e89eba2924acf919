import fc from 'fast-check';
import { createScreen } from '@aegis/screen';
import { readScreen } from '@aegis/status';
import { parsePanes } from '../../../packages/tmux/src/client/pane-listing.ts';
import { readCapture, type CaptureBlocks } from '../../../packages/tmux/src/pane/capture-reply.ts';
import { promise, type Door, type Verdict } from '../door.ts';
import { hostileText } from '../input/mutate-json.ts';
import { mutatedBytes } from '../input/mutate-bytes.ts';

const VERSION = { text: '3.3a', major: 3, minor: 3 };
const FIELDS = [
  '%1',
  '8',
  '4',
  '0',
  '',
  '',
  '2',
  '1',
  '1',
  '0',
  '0',
  '3',
  '0',
  '0',
  '1',
  '0',
  '0',
  'title',
];
const LISTING = [
  '%1',
  '@1',
  'ses',
  '42',
  '80',
  '24',
  '0',
  '',
  '',
  '0',
  '0',
  '0',
  'name',
  'title',
  'node',
];

interface Input {
  fields: readonly { at: number; text: string }[];
  rows: readonly string[];
  joined: readonly string[];
  pending: Uint8Array;
  listing: readonly { at: number; text: string }[];
}

const numberText = fc.oneof(
  hostileText,
  fc.constantFrom('-1', '0', '1', '3', '4', '5', '8', '9', '100', '1000000', '99999999999', '1e9'),
);
const fieldChanges = (most: number) =>
  fc.array(fc.record({ at: fc.nat(most), text: numberText }), { maxLength: 3 });
const row = fc.oneof(
  fc.constantFrom(
    '',
    '        ',
    'ab      ',
    '\u001b[31mab\u001b[0m',
    '漢字',
    '❯ 1. Yes',
    '\u001b[99999999b',
  ),
  hostileText.map((text) => text.replaceAll('\n', '')),
);

export const captures: Door<Input> = {
  name: 'captures',
  about: 'tmux’s answers: the capture of a pane, drawn on a screen, and the list of panes',
  share: 20,
  open: () =>
    Promise.resolve({
      inputs: fc.record({
        fields: fieldChanges(FIELDS.length - 1),
        rows: fc.oneof(
          { weight: 4, arbitrary: fc.array(row, { minLength: 4, maxLength: 4 }) },
          { weight: 1, arbitrary: fc.array(row, { maxLength: 6 }) },
        ),
        joined: fc.array(row, { maxLength: 4 }),
        pending: mutatedBytes([Buffer.from('\\033[3'), Buffer.from('\\033]0;x')]),
        listing: fieldChanges(LISTING.length - 1),
      }),
      check,
    }),
};

function changed(fields: readonly string[], changes: Input['fields']): string {
  const copy = [...fields];
  for (const { at, text } of changes) copy[at] = text;
  return copy.join('\t');
}

async function check({ fields, rows, joined, pending, listing }: Input): Promise<Verdict> {
  const panes = parsePanes(changed(LISTING, listing).split('\n'), ['aegis_session']);
  for (const { info } of panes) {
    const { pid, cols, rows: height } = info;
    promise([pid, cols, height].every(Number.isInteger), 'what is a number in a listing is one');
  }
  const plain = rows.map((text) => text.replaceAll('\u001b', ''));
  const blocks: CaptureBlocks = {
    screen: changed(FIELDS, fields).split('\n'),
    styled: rows,
    plain,
    joined: joined.length > 0 ? joined : plain,
    pending: pending.length === 0 ? [] : [pending],
  };
  const captured = readCapture('%1', blocks, VERSION);
  if (captured === null) return 'rejected';
  const { capture, restore, pending: unfinished } = captured;
  promise(capture.lines.length === capture.rows, 'a capture has all its rows');
  promise(capture.wrapped.length === plain.length, 'each row is wrapped or not');
  const screen = createScreen({ cols: 20, rows: 5 });
  try {
    await screen.reset(capture);
    await screen.write(restore);
    await screen.write(unfinished);
    const shown = screen.snapshot();
    // The emulator is two columns wide at least.
    const cols = Math.max(2, capture.cols);
    promise(
      shown.cols === cols && shown.rows === capture.rows,
      'the screen has the size of the capture',
    );
    readScreen(shown);
  } finally {
    screen.dispose();
  }
  return 'accepted';
}
