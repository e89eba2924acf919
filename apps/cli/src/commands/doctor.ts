import process from 'node:process';
import packageJson from '../../package.json' with { type: 'json' };
import type { CommandHandler } from '../context.ts';
import type { Check } from '../doctor/check.ts';
import { createProbes } from '../doctor/probes.ts';
import { checkClaude, checkNode, checkTmux } from '../doctor/program-checks.ts';
import { checkServer } from '../doctor/server-checks.ts';
import { findServerSettings } from '../doctor/server-settings.ts';
import { checkStateDirectory } from '../doctor/state-directory-check.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../usage-error.ts';
import { doctorView } from '../views/doctor-view.ts';
import type { CanaryFlags } from './canary.ts';

export interface DoctorFlags extends CanaryFlags {
  canary?: true;
}

export const doctor: CommandHandler<DoctorFlags, []> = async (context, flags) => {
  if (flags.canary) return (await import('./canary.ts')).canary(context, flags);
  if (flags.claude !== undefined || flags.frames !== undefined) {
    throw new UsageError('--claude and --frames go with --canary.');
  }
  const { io, output } = context;
  const probes = createProbes(io.env);
  const { settings, problems } = await findServerSettings(io.env);
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
  output.answer({ ok: isWell, checks }, (report, style) => doctorView(report.checks, style));
  return isWell ? EXIT.ok : EXIT.failed;
};
