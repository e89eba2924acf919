import { DOORS } from './doors.ts';
import { runDoor, type DoorRun } from './run-door.ts';

/** What the parent sends: everything of a run but what cannot be sent. */
export type DoorOrder = Omit<DoorRun, 'onProgress' | 'input'> & {
  door: string;
  /** As base64. */
  input: string | null;
};

/** The whole process of one door: an order comes in, progress and a tally go out. */
process.once('disconnect', () => process.exit(1));
process.once('message', (order: DoorOrder) => {
  void carryOut(order);
});

async function carryOut({ door: name, input, ...order }: DoorOrder): Promise<void> {
  const door = DOORS.find((one) => one.name === name);
  if (door === undefined) throw new Error(`There is no door ${name}.`);
  // A case that waits for a timer that keeps no process alive must not end this one: it hangs, and is found so.
  const alive = setInterval(() => undefined, 60_000);
  const tally = await runDoor(door, {
    ...order,
    input: input === null ? null : new Uint8Array(Buffer.from(input, 'base64')),
    onProgress: (soFar) => process.send?.({ soFar }),
  });
  clearInterval(alive);
  process.send?.({ tally }, () => process.exit(0));
}
