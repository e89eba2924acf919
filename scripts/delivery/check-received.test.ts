import { expect, test } from 'vitest';
import { checkReceived } from './check-received.ts';

const tagOf = (text: string) => /t\d+/.exec(text)?.[0] ?? null;
const NONE = { lost: [], doubled: [], altered: [], disordered: [] };

test('each once, in order, as it was: nothing is wrong', () => {
  expect(checkReceived(['t1 a\tb ', 't2'], ['hello', 't1 a    b', 't2'], tagOf)).toEqual(NONE);
});

test('a lost one, one that came twice, one that came otherwise, and one out of order', () => {
  expect(checkReceived(['t1', 't2'], ['t2'], tagOf)).toEqual({ ...NONE, lost: ['t1'] });
  expect(checkReceived(['t1'], ['t1', 't1'], tagOf)).toEqual({ ...NONE, doubled: ['t1'] });
  expect(checkReceived(['t1 x'], ['t1 y'], tagOf)).toEqual({
    ...NONE,
    altered: [{ sent: 't1 x', received: 't1 y' }],
  });
  expect(checkReceived(['t1', 't2'], ['t2', 't1'], tagOf)).toEqual({
    ...NONE,
    disordered: ['t2'],
  });
});
