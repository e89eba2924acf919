import { AegisError } from '@aegis/protocol';
import type { CommandContext } from '../context.ts';
import { findServerSettings } from '../doctor/server-settings.ts';
import { Interruption } from '../io.ts';
import { canaryView } from '../views/canary-view.ts';

export interface CanaryFlags {
  claude?: string;
  frames?: string;
}

/** Its own: what `aegis doctor --canary` says in place of the table of exit codes. */
export const CANARY_EXIT = { understood: 0, drifted: 1, notRun: 2 } as const;

/** Runs the installed Claude Code offline and says whether it is understood. */
export async function canary(context: CommandContext, flags: CanaryFlags): Promise<number> {
  const { io, output } = context;
  const spinner = await output.spinner('Starting Claude Code in a home of its own…');
  try {
    const { settings } = await findServerSettings(io.env);
    const { runCanary } = await import('@aegis/canary');
    const report = await runCanary({
      claudeCommand: flags.claude === undefined ? settings.claudeCommand : [flags.claude],
      searchPath: io.env['PATH'],
      tmuxPath: settings.tmuxPath,
      framesDirectory: flags.frames,
      signal: io.signal,
      onChapter: (name) => spinner.update(`Trying ${name}…`),
    });
    spinner.stop();
    output.answer(report, canaryView);
    return report.verdict === 'understood' ? CANARY_EXIT.understood : CANARY_EXIT.drifted;
  } catch (error) {
    spinner.stop();
    if (error instanceof Interruption) throw error;
    const text = error instanceof Error ? error.message : String(error);
    const known = AegisError.is(error)
      ? error
      : new AegisError('internal', `The canary could not be run: ${text}`, { cause: error });
    const { reportError } = await import('../report-error.ts');
    reportError(known, io, output.json);
    return CANARY_EXIT.notRun;
  }
}
