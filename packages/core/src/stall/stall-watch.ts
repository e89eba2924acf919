import { toTimestamp, type Message } from '@aegis/protocol';
import type { HookCall } from '../hooks/hook-body.ts';
import type { Clock } from '../ports/clock.ts';
import type { RecoveryRunner } from '../recovery/recovery-runner.ts';
import type { SessionState } from '../session/session-state.ts';
import { AwakeTime } from './awake-time.ts';
import { signsOfHook } from './hook-signs.ts';
import { signsOfMessages } from './message-signs.ts';
import {
  newStallState,
  observeStall,
  stallDeadline,
  type Moment,
  type StallObservation,
  type StallState,
} from './stall-machine.ts';

/** Milliseconds between two looks at what a busy screen shows; for a short threshold a part of that. */
const LOOK_EVERY_MS = 1_000;
const LOOKS_IN_A_THRESHOLD = 10;

export interface StallWatchDependencies {
  state: SessionState;
  clock: Clock;
  /** Milliseconds, where the session does not say otherwise. */
  thresholdMs: number;
  /** What the screen shows of the work, as a fingerprint; null while there is none. */
  shown: () => string | null;
  recovery: Pick<RecoveryRunner, 'look' | 'saw' | 'left'>;
}

/**
 * Whether one session is stalled: working, and no sign of life for the threshold. Signs come in as they happen; one timer
 * runs while it works. What is found is stored and told, and the recovery ladder hears of it.
 */
export class StallWatch {
  readonly #dependencies: StallWatchDependencies;
  readonly #time: AwakeTime;
  #stall: StallState;
  /** Awake time of the last look at the screen; and whether it was drawn since. */
  #lookedAt = -Infinity;
  #isDrawn = false;
  #isStopped = false;

  constructor(dependencies: StallWatchDependencies) {
    this.#dependencies = dependencies;
    this.#time = new AwakeTime(dependencies.clock, () => this.look());
    this.#stall = this.#known();
  }

  /** A hook of Claude Code. */
  hear(call: HookCall): void {
    for (const observation of signsOfHook(call)) this.#observe(observation);
    if (call.event === 'PreToolUse' || call.event === 'PostToolUse' || call.event === 'Stop') {
      this.#dependencies.recovery.saw(this.#dependencies.clock.now());
    }
  }

  /** New lines of the transcript. */
  read(messages: readonly Message[]): void {
    for (const observation of signsOfMessages(messages)) this.#observe(observation);
    const said = messages.findLast(({ role }) => role === 'assistant');
    if (said === undefined) return;
    const { clock, recovery } = this.#dependencies;
    recovery.saw(said.timestamp === null ? clock.now() : Date.parse(said.timestamp));
  }

  /** Lines of before it was watched: only what still runs is learnt from them. */
  learn(messages: readonly Message[]): void {
    for (const observation of signsOfMessages(messages)) {
      if (observation.type !== 'sign') this.#observe(observation);
    }
  }

  /** The screen was drawn. */
  see(): void {
    if (!this.#stall.isWorking) return;
    this.#isDrawn = true;
    const every = Math.min(LOOK_EVERY_MS, this.#thresholdMs / LOOKS_IN_A_THRESHOLD);
    if (this.#time.now() - this.#lookedAt >= every) this.#lookAtScreen();
  }

  /** The status, the policy or the time may have changed. */
  look(): void {
    if (this.#isStopped) return;
    const { state, recovery } = this.#dependencies;
    const isWorking = state.record.status === 'working';
    const wasWorking = this.#stall.isWorking;
    this.#observe({ type: 'status', isWorking });
    if (wasWorking && !isWorking) {
      if (state.record.status === 'idle') this.#observe({ type: 'turn-ended', agentId: null });
      recovery.left();
    }
    // What was drawn since the last look may be a sign of life.
    if (isWorking && this.#isDrawn && this.#isOver) this.#lookAtScreen();
    this.#observe({ type: 'time' });
    this.#climb();
  }

  stop(): void {
    this.#isStopped = true;
    this.#time.pause();
  }

  get #thresholdMs(): number {
    const { state, thresholdMs } = this.#dependencies;
    return state.record.stallThresholdMs ?? thresholdMs;
  }

  get #now(): Moment {
    return { awake: this.#time.now(), time: this.#dependencies.clock.now() };
  }

  /** Whether there would be a stall now, but for what the screen may show. */
  get #isOver(): boolean {
    const deadline = stallDeadline(this.#stall, this.#thresholdMs);
    return deadline === null || this.#time.now() >= deadline;
  }

  /** As it was stored: a stall of before a restart goes on, and is not told again. */
  #known(): StallState {
    const { state, clock } = this.#dependencies;
    const { status, stall, stallShown } = state.record;
    const fresh = { ...newStallState(this.#now), isWorking: status === 'working' };
    if (stall === null) return fresh;
    const since = Date.parse(stall.since);
    const awake = Math.min(0, since - clock.now());
    const { kind, toolName } = stall;
    return {
      ...fresh,
      lastSign: { awake, time: since },
      shown: stallShown,
      stalled: {
        kind,
        toolName,
        at: { awake: Math.min(0, awake + stall.thresholdMs), time: since },
      },
    };
  }

  #lookAtScreen(): void {
    const shown = this.#dependencies.shown();
    this.#isDrawn = false;
    this.#lookedAt = this.#time.now();
    if (shown !== null) this.#observe({ type: 'screen', shown });
  }

  #observe(observation: StallObservation): void {
    if (this.#isStopped) return;
    const before = this.#stall;
    const thresholdMs = this.#thresholdMs;
    const now = this.#now;
    this.#stall = observeStall(before, observation, { now, thresholdMs });
    if (before.stalled === null && this.#stall.stalled !== null) this.#began(this.#stall);
    if (before.stalled !== null && this.#stall.stalled === null) this.#ended(before, now);
  }

  #began({ lastSign, stalled, shown }: StallState): void {
    if (stalled === null) return;
    const { state } = this.#dependencies;
    const stall = {
      since: toTimestamp(lastSign.time),
      kind: stalled.kind,
      toolName: stalled.toolName,
      thresholdMs: this.#thresholdMs,
      rung: state.record.ladder?.rung ?? null,
    };
    state.commit({ stall, stallShown: shown }, [{ type: 'stall-began', data: { stall } }]);
  }

  #ended({ lastSign }: StallState, now: Moment): void {
    const durationMs = Math.max(0, Math.round(now.awake - lastSign.awake));
    this.#dependencies.state.commit({ stall: null, stallShown: null }, [
      { type: 'stall-ended', data: { durationMs } },
    ]);
  }

  /** One timer, while it works. */
  #climb(): void {
    const { stalled, isWorking } = this.#stall;
    const climbing = this.#dependencies.recovery.look({
      stall: stalled === null ? null : { kind: stalled.kind, at: stalled.at.awake },
      thresholdMs: this.#thresholdMs,
      now: this.#now,
    });
    if (!isWorking || this.#isStopped) this.#time.pause();
    else this.#time.runUntil(stallDeadline(this.#stall, this.#thresholdMs) ?? climbing ?? Infinity);
  }
}
