import process from 'node:process';
import packageJson from '../../package.json' with { type: 'json' };
import type { CommandContext, CommandHandler } from '../context.ts';
import type { Check } from '../doctor/check.ts';
import { createProbes } from '../doctor/probes.ts';
import { checkClaude, checkNode, checkTmux } from '../doctor/program-checks.ts';
import { checkServer } from '../doctor/server-checks.ts';
import { findRepairs } from '../doctor/repairs.ts';
import { findServerSettings } from '../doctor/server-settings.ts';
import { checkStateDirectory } from '../doctor/state-directory-check.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../usage-error.ts';
import { doctorView } from '../views/doctor-view.ts';
import type { CanaryFlags } from './canary.ts';

export interface DoctorFlags extends CanaryFlags {
  canary?: true;
  fix?: true;
}

/** Puts right what can be, and says what was done; on stderr, before the checks are made. */
async function repair({ output }: CommandContext, stateDir: string): Promise<string[]> {
  const repairs = await findRepairs(stateDir);
  const done: string[] = [];
  for (const { what, apply } of repairs) {
    try {
      await apply();
      done.push(what);
      output.note(`Repaired ${what}`);
    } catch (error) {
      output.note(
        `Not repaired: ${what}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  if (repairs.length === 0) output.note('Nothing that --fix can repair.');
  return done;
}

export const doctor: CommandHandler<DoctorFlags, []> = async (context, flags) => {
  if (flags.canary && flags.fix) throw new UsageError('--fix goes without --canary.');
  if (flags.canary) return (await import('./canary.ts')).canary(context, flags);
  if (flags.claude !== undefined || flags.frames !== undefined) {
    throw new UsageError('--claude and --frames go with --canary.');
  }
  const { io, output } = context;
  const probes = createProbes(io.env);
  const { settings, problems } = await findServerSettings(io.env);
  const repaired = flags.fix ? await repair(context, settings.stateDir) : [];
  const client = await context.connect();
  const [tmux, claude, stateDirectory, server] = await Promise.all([
    checkTmux(probes, settings.tmuxPath),
    checkClaude(probes, settings.claudeCommand),
    checkStateDirectory(probes, settings.stateDir),
    checkServer(client),
  ]);
  const node = checkNode(process.version, packageJson.engines.node);
  const checks: Check[] = [node, ...problems, tmux, claude, stateDirectory, ...server];
  const isWell = checks.every(({ state }) => state !== 'fail');
  const report = { ok: isWell, checks, ...(flags.fix ? { repaired } : {}) };
  output.answer(report, (shown, style) => doctorView(shown.checks, style));
  return isWell ? EXIT.ok : EXIT.failed;
};
