import type { CommandContext } from '../context.ts';
import { styleFor } from '../output.ts';
import { createLiveRegion } from '../terminal/live-region.ts';
import { neutraliseDeep } from '../text/neutralise.ts';
import { batchProgress, taskLine } from '../views/batch-view.ts';
import type { TaskRow } from './batch-state.ts';

/** How often what is drawn is drawn again, for the times that run. */
const REDRAW_MS = 1000;

export interface Progress {
  change(rows: readonly TaskRow[], changed: TaskRow): void;
  end(): void;
}

function drawn({ io }: CommandContext): Progress {
  const region = createLiveRegion(io);
  const style = styleFor(io.env, true);
  let latest: readonly TaskRow[] = [];
  const draw = () => region.draw(batchProgress(neutraliseDeep(latest), style, io.now()));
  const stop = io.every(REDRAW_MS, draw);
  return {
    change: (rows) => {
      latest = rows;
      draw();
    },
    end: () => {
      stop();
      region.clear();
    },
  };
}

function told({ output }: CommandContext): Progress {
  const before = new Map<number, string>();
  return {
    change: (_rows, row) => {
      const line = taskLine(row);
      if (before.get(row.task.line) === line) return;
      before.set(row.task.line, line);
      output.note(line);
    },
    end: () => undefined,
  };
}

/** How a batch goes, on stderr: drawn in place on a terminal, a line for each change elsewhere, nothing with `--json`. */
export function createProgress(context: CommandContext): Progress {
  return context.io.stderr.isTty && !context.output.json ? drawn(context) : told(context);
}
