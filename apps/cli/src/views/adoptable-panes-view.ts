import type { AdoptablePane } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { oneLine } from '../text/neutralise.ts';
import { type Cell, table } from '../text/table.ts';

/** Panes that can be adopted, one on each line, with what `aegis adopt` takes for each. */
export function adoptablePanesView(panes: readonly AdoptablePane[], style: Style): string {
  if (panes.length === 0) return 'No Claude Code runs in a tmux pane of yours.';
  const head: Cell[] = ['PANE', 'PLACE', 'CLAUDE', 'SESSION', 'DIRECTORY', 'SOCKET'].map(
    (text) => ({
      text,
      style: style.dim,
    }),
  );
  const rows = panes.map((pane): Cell[] => [
    { text: pane.paneId },
    { text: oneLine(pane.place) },
    { text: pane.claudeVersion ?? '' },
    { text: pane.sessionId ?? '' },
    { text: oneLine(pane.workDir ?? '') },
    { text: oneLine(pane.socketPath) },
  ]);
  return table([head, ...rows]);
}
