import { ALLOWED_LAG_MS, type Measures } from './measure.ts';
import type { SoakResult } from './run-soak.ts';
import type { TraceEntry } from './soak-stage.ts';

/** The result as text: figures, then each disagreement with the step that it was in. */
export function report(result: SoakResult): string {
  const { seed, steps, troubles, trace, heldBack } = result;
  return [
    `${steps} steps, seed ${seed}, ${(result.fused.durationMs / 1_000).toFixed(0)} s`,
    ...figures('fused', result.fused, trace),
    ...figures('screen only', result.screen, trace),
    '',
    `dialogs that Claude Code held back: ${heldBack.count}, ${heldBack.ms} ms`,
    ...(troubles.length === 0 ? [] : ['', 'steps that went otherwise:', ...troubles]),
  ].join('\n');
}

function figures(name: string, measures: Measures, trace: readonly TraceEntry[]): string[] {
  const { durationMs, agreement, settledAgreement, registryChanges, missed, extra, lag, long } =
    measures;
  const percent = (share: number) => `${(share * 100).toFixed(3)} %`;
  const where = (at: number) => stepAt(trace, at);
  return [
    '',
    `${name}:`,
    `  agreement          ${percent(settledAgreement)} of the time, where a change may be told ${ALLOWED_LAG_MS} ms late; ${percent(agreement)} to the millisecond`,
    `  a state lasted     ${(durationMs / (registryChanges + 1) / 1_000).toFixed(1)} s on average`,
    `  registry changes   ${registryChanges}, missed ${missed.length}, extra ${extra.length}`,
    `  lag                median ${lag.median} ms, p99 ${lag.p99} ms, max ${lag.max} ms`,
    ...missed.map(
      (one) => `  missed   ${one.class} of ${one.to - one.from} ms in ${where(one.from)}`,
    ),
    ...extra.map(
      (one) => `  extra    ${one.class} of ${one.to - one.from} ms in ${where(one.from)}`,
    ),
    ...long.map(
      (one) =>
        `  differs  ${one.ms} ms, registry ${one.registry}, ours ${one.ours}, in ${where(one.from)}`,
    ),
  ];
}

/** `step-0017 queued +1234 ms`: what to look for in the trace. */
function stepAt(trace: readonly TraceEntry[], at: number): string {
  const step = trace.findLast((entry) => entry.at <= at && /^step-/.test(entry.word));
  return step === undefined ? 'the start' : `${step.word} +${at - step.at} ms`;
}
