import { expect, test } from 'vitest';
import type { Recording } from '../format/recording.ts';
import { label, type Scenario } from '../scenarios/scenario.ts';
import { relabelRecording } from './relabel-recording.ts';

const recording: Recording = {
  scenario: 'one',
  setting: { version: '2.1.330', cols: 80, rows: 24, renderer: 'classic', theme: 'dark' },
  moments: [
    {
      name: 'a',
      offset: 1,
      text: 'x',
      registry: null,
      expected: { status: 'idle' },
      passing: ['bash'],
    },
    { name: 'b', offset: 2, text: 'y', registry: null, expected: { status: 'idle' } },
  ],
  published: ['starting'],
  chunks: [[0, 2]],
  bytes: new Uint8Array([1, 2]),
};

function scenario(...steps: ReturnType<Scenario['steps']>): Scenario {
  return {
    name: 'one',
    script: () => undefined,
    steps: () => steps,
    published: () => ['starting', 'working'],
  };
}

test('what is true comes from the scenario, what was drawn stays', () => {
  const now = scenario(
    label('a', { status: 'working' }),
    label('b', { status: 'idle', draft: '' }, ['tool']),
  );
  expect(relabelRecording(recording, now)).toEqual({
    ...recording,
    moments: [
      { name: 'a', offset: 1, text: 'x', registry: null, expected: { status: 'working' } },
      {
        ...{ name: 'b', offset: 2, text: 'y', registry: null, passing: ['tool'] },
        expected: { status: 'idle', draft: '' },
      },
    ],
    published: ['starting', 'working'],
  });
});

test.each([
  ['one more', scenario(...['a', 'b', 'c'].map((name) => label(name, { status: 'idle' })))],
  ['one less', scenario(label('a', { status: 'idle' }))],
  ['another order', scenario(...['b', 'a'].map((name) => label(name, { status: 'idle' })))],
])('%s: record it again', (_what, now) => {
  expect(() => relabelRecording(recording, now)).toThrow('record it again');
});
