import type { GateBody, GateCheck, GateCommand } from '@aegis/protocol';
import type { CommandEnd } from './run-gate-command.ts';
import type { FoundCommand } from './detect-commands.ts';
import { splitWords } from './split-words.ts';

/** Milliseconds that a command may take where nobody says otherwise. */
const DEFAULT_TIMEOUT_MS = 600_000;
const LONGEST_NAME = 100;

/** A command as it will be run. */
export interface PlannedCommand {
  name: string;
  argv: [string, ...string[]];
  timeoutMs: number;
}

/**
 * What is to be run: what was asked for, or what was found.
 * @throws AegisError `invalid_request` for a line that only a shell can read
 */
export function planCommands(
  { commands, timeoutMs = DEFAULT_TIMEOUT_MS }: GateBody,
  found: readonly FoundCommand[],
): PlannedCommand[] {
  if (commands === undefined) return found.map((command) => ({ ...command, timeoutMs }));
  return commands.map((command) => planned(command, timeoutMs));
}

function planned(asked: GateCommand, timeoutMs: number): PlannedCommand {
  const given: Exclude<GateCommand, string> =
    typeof asked === 'string' ? { command: asked } : asked;
  const { command } = given;
  const [program = '', ...parameters] = typeof command === 'string' ? splitWords(command) : command;
  const argv: [string, ...string[]] = [program, ...parameters];
  return {
    name: given.name ?? argv.join(' ').slice(0, LONGEST_NAME),
    argv,
    timeoutMs: given.timeoutMs ?? timeoutMs,
  };
}

/** What a command came to. One that took too long has failed; one that could not be started was not made. */
export function commandCheck({ name, timeoutMs }: PlannedCommand, end: CommandEnd): GateCheck {
  const base = { name, kind: 'command' as const, findings: [] };
  if (end.type === 'not-started') {
    return { ...base, verdict: 'error', summary: `It was not started: ${end.why}`, run: null };
  }
  const { run } = end;
  const took = `${(run.durationMs / 1_000).toFixed(1)} s`;
  if (run.exitCode === 0 && !run.timedOut) {
    return { ...base, verdict: 'pass', summary: `It ended well after ${took}.`, run };
  }
  const how = run.timedOut
    ? `It was ended after ${timeoutMs} ms, the time that it may take.`
    : `It ended with ${run.signal === null ? `exit code ${String(run.exitCode)}` : run.signal} after ${took}.`;
  const findings = [{ message: `${run.command.join(' ')}: ${how}`, messageId: null }];
  return { ...base, findings, verdict: 'fail', summary: how, run };
}
