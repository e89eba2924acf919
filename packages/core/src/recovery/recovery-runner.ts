import type { RecoveryRung, RecoveryStep, Stall } from '@aegis/protocol';
import type { Clock } from '../ports/clock.ts';
import type { SessionState } from '../session/session-state.ts';
import type { Moment } from '../stall/stall-machine.ts';
import { nextStep, type StepResult } from './ladder.ts';

export interface RecoveryRunnerDependencies {
  state: SessionState;
  clock: Clock;
  /** Never throws. */
  make: (rung: RecoveryRung, key: string) => Promise<StepResult>;
}

/**
 * Climbs one session's recovery ladder: a step is written down, then made, then told. Once Claude has said or done
 * something, or the work ended by itself, it begins at the first rung again.
 */
export class RecoveryRunner {
  readonly #dependencies: RecoveryRunnerDependencies;
  /** Awake time at which the last step began; null: none has, or before a restart. */
  #lastAt: number | null = null;
  /** Epoch milliseconds at which the last step was through: what was said until then is its own doing. */
  #doneTime = -Infinity;

  constructor(dependencies: RecoveryRunnerDependencies) {
    this.#dependencies = dependencies;
  }

  /** A step that was being made when Aegis ended is told, and not made again. */
  takeOver(): void {
    const { ladder } = this.#dependencies.state.record;
    if (ladder?.isClimbing !== true) return;
    this.#tell(ladder.rung, ladder.made - 1, {
      outcome: 'failed',
      detail:
        'Aegis ended while it was made. What it came to is not known, and it is not made again.',
      replacedBy: null,
    });
  }

  /** @returns the awake time at which the next step is due; null: none is */
  look({
    stall,
    thresholdMs,
    now,
  }: {
    stall: (Pick<Stall, 'kind'> & { at: number }) | null;
    thresholdMs: number;
    now: Moment;
  }): number | null {
    const { record, isSaved } = this.#dependencies.state;
    const { ladder, recovery: policy } = record;
    const lastAt = ladder === null ? null : (this.#lastAt ?? now.awake - (now.time - ladder.at));
    const decision = nextStep({
      ladder: { made: ladder?.made ?? 0, lastAt, isClimbing: ladder?.isClimbing ?? false },
      ...{ policy, stall, thresholdMs, now: now.awake },
    });
    if (decision.type === 'wait') return decision.until;
    // What cannot be written down first is not done.
    if (decision.type === 'step' && isSaved) this.#climb(decision.step, decision.rung, now);
    return null;
  }

  /** Claude said or did something, at this time (epoch ms). */
  saw(time: number): void {
    if (time > this.#doneTime) this.#restart();
  }

  /** It works no more. */
  left(): void {
    this.#restart();
  }

  #restart(): void {
    const { state } = this.#dependencies;
    const { ladder } = state.record;
    // A step stops the turn itself.
    if (ladder === null || ladder.isClimbing) return;
    this.#lastAt = null;
    state.commit({ ladder: null });
  }

  #climb(step: number, rung: RecoveryRung, now: Moment): void {
    const { state } = this.#dependencies;
    const { stall } = state.record;
    this.#lastAt = now.awake;
    state.commit({
      ladder: { made: step + 1, at: now.time, rung: rung.rung, isClimbing: true },
      stall: stall === null ? null : { ...stall, rung: rung.rung },
    });
    void this.#make(step, rung, `${now.time}.${step}`);
  }

  async #make(step: number, rung: RecoveryRung, key: string): Promise<void> {
    const { state, make } = this.#dependencies;
    await state.saved();
    // Storing it may have taken a while, and Aegis may end without having done so.
    const isStalled = state.record.stall !== null && state.isSaved;
    const result: StepResult = isStalled
      ? await make(rung, key)
      : { outcome: 'skipped', detail: 'It was stalled no more.', replacedBy: null };
    if (result !== null) this.#tell(rung.rung, step, result);
  }

  #tell(rung: RecoveryStep['rung'], step: number, result: NonNullable<StepResult>): void {
    const { state, clock } = this.#dependencies;
    const { ladder } = state.record;
    this.#doneTime = clock.now();
    state.commit({ ladder: ladder === null ? null : { ...ladder, isClimbing: false } }, [
      { type: 'recovery-step', data: { step: { rung, step, ...result } } },
    ]);
  }
}
