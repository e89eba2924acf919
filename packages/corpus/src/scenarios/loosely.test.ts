import { expect, test } from 'vitest';
import { loosely } from './loosely.ts';

test('turns may be missed, dialogs and overlays may not', () => {
  expect(loosely(['starting', 'idle', 'working', 'bash_approval', 'idle', 'unknown'])).toEqual([
    ...['starting', 'idle', 'working?', 'bash_approval', 'working?', 'idle'],
    ...['working?', 'idle?', 'working?', 'unknown'],
  ]);
});

test('a turn that is missed leaves one rest, not two', () => {
  expect(loosely(['idle', 'working', 'idle', 'exited']).slice(2)).toEqual([
    ...['working?', 'idle?', 'working?', 'idle?', 'exited'],
  ]);
});
