import fc from 'fast-check';
import { BrokenPromise, type Door } from '../door.ts';

/** A parser with a fault that chance alone hardly finds: each step on the way to it is a block of its own. */
export function faultyParse(bytes: Uint8Array): string {
  if (bytes[0] !== 0x66) return 'none';
  if (bytes[1] !== 0x75) return 'f';
  if (bytes[2] !== 0x7a) return 'fu';
  throw new BrokenPromise('the fault');
}

/** A door of which every input that begins so fails. */
export const toyDoor: Door<Uint8Array> = {
  name: 'toy',
  about: 'a fault on purpose',
  share: 1,
  guidedBy: ['fuzz/testing/toy-door.ts'],
  open: () =>
    Promise.resolve({
      inputs: fc.uint8Array({ minLength: 3, maxLength: 20 }),
      check: (bytes) => (faultyParse(bytes) === 'none' ? 'rejected' : 'accepted'),
      guided: {
        samples: [new Uint8Array(6)],
        toInput: (bytes) => bytes,
      },
    }),
};
