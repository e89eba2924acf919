import type fc from 'fast-check';

/** What became of a case: taken as it stands, or turned down by a typed error (or, where a parser answers in its own words, as such). */
export type Verdict = 'accepted' | 'rejected';

/** A place where something that others wrote comes in. */
export interface Door<Input> {
  readonly name: string;
  /** What comes in there. */
  readonly about: string;
  /** Its share of all cases, beside those of the other doors. */
  readonly share: number;
  /** What of the sources a guided loop is steered by: parts of their paths, such as `packages/tmux/src/`. */
  readonly guidedBy?: readonly string[];
  /** Once in a process: what the cases need is made here, and goes with `close`. */
  open(): Promise<OpenDoor<Input>>;
}

export interface OpenDoor<Input> {
  readonly inputs: fc.Arbitrary<Input>;
  /** Throws where a promise of the door is broken. */
  check(input: Input): Verdict | Promise<Verdict>;
  /** Goes with `guidedBy`, where an input is bytes: every second slice then follows the coverage of the code. */
  readonly guided?: GuidedInputs<Input>;
  /** Before each slice: a fresh world, so that a slice can be played again by itself. */
  renew?(): Promise<void>;
  close?(): Promise<void>;
}

export interface GuidedInputs<Input> {
  /** Real ones, to begin with. */
  readonly samples: readonly Uint8Array[];
  toInput(bytes: Uint8Array): Input;
}

/** Any door, whatever its input. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- an input only ever goes back to the door that made it
export type AnyDoor = Door<any>;

/** A broken promise. */
export class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise';
}

/** @throws BrokenPromise unless `holds` */
export function promise(holds: boolean, what: string): asserts holds {
  if (!holds) throw new BrokenPromise(what);
}
