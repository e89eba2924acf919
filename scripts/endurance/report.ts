import type { EnduranceRun } from './run-endurance.ts';

/** CPU time that idle sessions may cost, of the time that passes: half a percent of one core. */
export const IDLE_CPU_SHARE = 0.005;

/** What is not as it should be; nothing where all is. */
export function faultsOf({ growths, idle }: EnduranceRun): string[] {
  const faults = growths.flatMap(({ name, isTooFast, perHour, bound }) =>
    isTooFast ? [`${name} grows by ${perHour.toFixed(2)} an hour (at most ${bound})`] : [],
  );
  if (idle === null) return faults;
  if (idle.cpuMs > idle.ms * IDLE_CPU_SHARE) {
    faults.push(`${idle.sessions} idle sessions cost ${idle.cpuMs} ms of CPU in ${idle.ms} ms`);
  }
  if (idle.childFaults > 0 || idle.newChildren > 0) {
    faults.push('a process was started while every session was idle');
  }
  return faults;
}

export function report(run: EnduranceRun): string {
  const { hours, ms, done, growths, idle } = run;
  const lines = [
    `${hours.toFixed(1)} busy hours in ${(ms / 60_000).toFixed(1)} min: ${done.sessions} sessions, ${done.turns} turns of one session, ${done.permissions} permissions, ${done.streams} stream clients, ${done.events} events`,
    '',
    '| what | first (warm) | last | an hour | at most | |',
    '| --- | ---: | ---: | ---: | ---: | --- |',
    ...growths.map(
      ({ name, first, last, perHour, bound, isTooFast }) =>
        `| ${name} | ${first} | ${last} | ${perHour.toFixed(2)} | ${bound} | ${isTooFast ? 'TOO FAST' : ''} |`,
    ),
  ];
  if (idle !== null) {
    lines.push(
      '',
      `${idle.sessions} idle sessions for ${idle.ms / 1_000} s: ${idle.cpuMs} ms of CPU time of the server, page faults of ended children ${idle.childFaults}, new children ${idle.newChildren}`,
    );
  }
  const faults = faultsOf(run);
  return [...lines, '', faults.length === 0 ? 'Nothing piles up.' : faults.join('\n')].join('\n');
}
