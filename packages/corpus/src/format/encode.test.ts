import { expect, test } from 'vitest';
import { decodeRecording, encodeRecording } from './encode.ts';
import type { Recording } from './recording.ts';

const recording: Recording = {
  scenario: 'turn',
  setting: { version: '2.1.330', cols: 80, rows: 24, renderer: 'classic', theme: 'dark' },
  moments: [
    {
      name: 'fresh',
      offset: 3,
      text: '❯ 日本 👍',
      registry: { status: 'idle', waitingFor: null },
      expected: { status: 'idle', draft: '' },
      passing: ['tool'],
    },
  ],
  published: ['starting', 'idle'],
  chunks: [
    [0, 100],
    [40, 156],
  ],
  bytes: Uint8Array.from({ length: 256 }, (_, index) => index),
};

test('a file holds every byte and every fact', () => {
  expect(decodeRecording(encodeRecording(recording))).toEqual(recording);
});

test('the same recording gives the same file', () => {
  expect(encodeRecording(recording)).toEqual(encodeRecording(structuredClone(recording)));
});

test('the bytes are plain Uint8Array, cut out of nothing larger', () => {
  const { bytes } = decodeRecording(encodeRecording(recording));
  expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
  expect(bytes.buffer.byteLength).toBe(256);
});
