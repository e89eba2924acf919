import { describe, expect, it } from 'vitest';
import { parseVersion } from '../version.ts';
import { readCapture, type CaptureBlocks } from './capture-reply.ts';

const FIELDS = [
  '%1',
  '10',
  '2',
  '0',
  '',
  '',
  '3',
  '1',
  '1',
  '0',
  '0',
  '1',
  '0',
  '0',
  '1',
  '0',
  '0',
  't\tt',
];
const fields = (changes: Record<number, string>) =>
  FIELDS.map((field, index) => changes[index] ?? field).join('\t');

function blocks(changes: Record<number, string> = {}): CaptureBlocks {
  return {
    screen: [fields({ 0: '%9' }), fields(changes)],
    styled: ['\u001b[1mab', 'c'],
    plain: ['ab', 'c'],
    joined: ['abc'],
    pending: [],
  };
}

const read = (changes?: Record<number, string>) =>
  readCapture('%1', blocks(changes), parseVersion('3.3a'));

it('is the screen, its state and what waits', () => {
  const captured = readCapture(
    '%1',
    { ...blocks(), pending: [Buffer.from('\\033[3')] },
    parseVersion('3.3a'),
  );
  expect(captured?.capture).toEqual({
    cols: 10,
    rows: 2,
    lines: ['\u001b[1mab', 'c'],
    wrapped: [true, false],
    cursor: { x: 3, y: 1, visible: true },
    alternate: false,
    title: 't\tt',
  });
  expect(Buffer.from(captured?.pending ?? []).toString()).toBe('\u001b[3');
});

it.each(['-1', '0', '10001', '99999999999999999999'])('has no width of %s', (cols) => {
  expect(read({ 1: cols })).toBeNull();
});

it.each([
  ['another pane', { 0: '%2' }],
  ['another number of rows', { 2: '3' }],
  ['no numbers', { 6: 'x' }],
])('is nothing where the blocks tell of %s', (_, changes) => {
  expect(read(changes)).toBeNull();
});

describe('restore', () => {
  const restored = (changes: Record<number, string>) =>
    Buffer.from(read(changes)?.restore ?? []).toString();

  it.each([
    ['nothing for a terminal as it starts', {}, ''],
    [
      'the scroll region, and the cursor that it sends home',
      { 10: '1', 11: '1' },
      '\u001b[2;2r\u001b[2;4H',
    ],
    [
      'the origin mode, whose rows count from the region',
      { 10: '1', 13: '1' },
      '\u001b[2;2r\u001b[?6h\u001b[1;4H',
    ],
    ['insert mode', { 12: '1' }, '\u001b[4h'],
    ['no automatic wrap', { 14: '0' }, '\u001b[?7l'],
    ['the application keypad', { 15: '1' }, '\u001b='],
    ['application cursor keys', { 16: '1' }, '\u001b[?1h'],
  ])('%s', (_, changes, sequence) => {
    expect(restored(changes)).toBe(sequence);
  });
});

describe('the exit status', () => {
  it('gotcha 20: is not known yet while a dead pane has neither status nor signal', () => {
    expect(read({ 3: '1' })).toMatchObject({ dead: true, statusKnown: false });
    expect(read({ 3: '1', 4: '0' })).toMatchObject({ exitStatus: 0, statusKnown: true });
    expect(read({ 3: '1', 5: '9' })).toMatchObject({ exitSignal: 9, statusKnown: true });
  });

  it('is as known as it gets before 3.3, which has no signal to show', () => {
    const captured = readCapture('%1', blocks({ 3: '1' }), parseVersion('3.2a'));
    expect(captured?.statusKnown).toBe(true);
  });
});
