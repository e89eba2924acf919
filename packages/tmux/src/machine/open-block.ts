import type { Guard } from '../protocol/guard.ts';
import type { PaneId } from '../types.ts';
import { isPaneId } from '../ids.ts';
import type { MachineRequest } from './machine-types.ts';

/** More than 2,000 rows of 400 styled cells; a reply beyond it is not one that this package asked for. */
export const MAX_BLOCK_BYTES = 64 * 1024 * 1024;

/** A line inside a block: what it means for the block. */
export type BlockStep =
  | { type: 'payload' }
  | { type: 'lifted'; notification: { type: 'pause' | 'continue'; paneId: PaneId } }
  | { type: 'closed'; ok: boolean }
  | { type: 'too-large' };

const LIFTED = /^%(pause|continue) (%\d+)$/;

/**
 * What stands between `%begin` and its `%end` or `%error`. The lines are arbitrary text, guards of other blocks
 * included, so only the same three numbers close it.
 */
export class OpenBlock {
  readonly owner: MachineRequest | null;
  readonly lines: Uint8Array[] = [];
  readonly #end: Buffer;
  readonly #error: Buffer;
  #size = 0;

  /** @param owner the request that it answers; null for blocks that are not ours (hooks, the attach itself) */
  constructor(guard: Guard, owner: MachineRequest | null) {
    this.owner = owner;
    this.#end = Buffer.from(`%end ${guard.numbers}`);
    this.#error = Buffer.from(`%error ${guard.numbers}`);
  }

  take(line: Uint8Array): BlockStep {
    if (this.#end.equals(line)) return { type: 'closed', ok: true };
    if (this.#error.equals(line)) return { type: 'closed', ok: false };
    if (this.owner?.lifts === true) {
      const lifted = liftedFrom(line);
      if (lifted) return { type: 'lifted', notification: lifted };
    }
    this.#size += line.length + 1;
    if (this.#size > MAX_BLOCK_BYTES) return { type: 'too-large' };
    this.lines.push(line);
    return { type: 'payload' };
  }
}

function liftedFrom(line: Uint8Array): { type: 'pause' | 'continue'; paneId: PaneId } | null {
  const match = LIFTED.exec(Buffer.from(line).toString('latin1'));
  const paneId = match?.[2] ?? '';
  if (!match || !isPaneId(paneId)) return null;
  return { type: match[1] === 'pause' ? 'pause' : 'continue', paneId };
}
