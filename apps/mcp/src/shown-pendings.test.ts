import { samplePending, sampleSessionId } from '@aegis/client/testing';
import { expect, test } from 'vitest';
import { ShownPendings } from './shown-pendings.ts';

test('forgets a dialog when its session is seen without one', () => {
  const shown = new ShownPendings();
  const id = sampleSessionId(1);
  shown.note({ id, pending: samplePending() });
  expect(shown.get(id)).toBe('pen_1');
  shown.note({ id, pending: null });
  expect(shown.get(id)).toBeNull();
});

test('remembers a thousand sessions and no more', () => {
  const shown = new ShownPendings();
  for (let number = 0; number <= 1000; number += 1) {
    shown.note({ id: sampleSessionId(number), pending: samplePending() });
    // Seen again and again, so that it is never the one seen longest ago.
    shown.note({ id: sampleSessionId(0), pending: samplePending() });
  }
  expect(shown.get(sampleSessionId(0))).toBe('pen_1');
  expect(shown.get(sampleSessionId(1))).toBeNull();
  expect(shown.get(sampleSessionId(2))).toBe('pen_1');
});
