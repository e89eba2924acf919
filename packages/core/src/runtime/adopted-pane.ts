import type { TmuxVisitor } from '@aegis/tmux';
import type { Clock } from '../ports/clock.ts';
import type { AdoptedProgram } from '../ports/runtime.ts';
import { isInForeground, stillRuns } from '../process/process-stat.ts';
import type { PaneHost, ProgramWatch } from './pane-host.ts';

/** A watchdog: guards against an end that nothing in the pane tells of. Reads one small file of `/proc`. */
const WATCH_INTERVAL_MS = 1_000;

/** A pane of somebody else's: the session's program is one of those in it, and the pane goes on without it. */
export function adoptedPane(visitor: TmuxVisitor, program: AdoptedProgram, clock: Clock): PaneHost {
  const { pid, processStart } = program;
  return {
    client: visitor,
    // The window is not ours.
    remove: () => Promise.resolve(),
    release: () => void visitor.close(),
    // A suspended Claude Code leaves its screen to the shell, which would run what is typed.
    takesKeys: () => isInForeground(pid),
    watchProgram: (onEnd) => watchProgram(() => stillRuns(pid, processStart), onEnd, clock),
  };
}

function watchProgram(isRunning: () => boolean, onEnd: () => void, clock: Clock): ProgramWatch {
  let cancel: () => void = () => undefined;
  let isOver = false;
  const stop = () => {
    isOver = true;
    cancel();
  };
  const look = () => {
    if (isOver || isRunning()) return;
    stop();
    onEnd();
  };
  const schedule = () => {
    cancel = clock.after(WATCH_INTERVAL_MS, () => {
      look();
      if (!isOver) schedule();
    });
  };
  schedule();
  return { look, stop };
}
