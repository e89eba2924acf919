import type { AnyDoor } from './door.ts';

/** How many of the cases each door gets: by their shares, and together not fewer than asked for. */
export function shareOut(doors: readonly AnyDoor[], cases: number): Map<string, number> {
  const total = doors.reduce((sum, { share }) => sum + share, 0);
  return new Map(doors.map(({ name, share }) => [name, Math.ceil((cases * share) / total)]));
}
