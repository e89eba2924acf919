import {
  toTimestamp,
  type Explanation,
  type PrecedenceRule,
  type ScreenExplained,
} from '@aegis/protocol';
import { explainScreen, type ScreenInput, type SourceWord, type StatusView } from '@aegis/status';
import { evidenceOf, type SessionRecord } from '../session/session-record.ts';

export interface ExplainInput {
  view: StatusView;
  words: readonly SourceWord[];
  screen: ScreenInput | null;
  /** Of Claude Code, where it is known. */
  version: string | null;
  /** Epoch milliseconds of a moment of the status machine. */
  timeOf: (moment: number) => number;
}

/** How the status of a session came about. */
export function explainSession({
  view,
  words,
  screen,
  version,
  timeOf,
}: ExplainInput): Explanation {
  const { evidence } = view;
  return {
    screen: screen === null ? null : explained(screen, version),
    sources: words.map((word) => ({ ...word, since: toTimestamp(timeOf(word.since)) })),
    decided: {
      by: precedenceRule(view),
      evidence: { ...evidence, at: toTimestamp(timeOf(evidence.at)) },
    },
  };
}

/** Of a session that has ended only that is left. */
export function explainEnded(record: SessionRecord): Explanation {
  return {
    screen: null,
    sources: [],
    decided: { by: 'process_ended', evidence: evidenceOf(record) },
  };
}

/** The rule of docs/status-model.md that a view rests on: told by its evidence, which each rule gives its own. */
export function precedenceRule({ status, evidence, dialog }: StatusView): PrecedenceRule {
  const { source, rule } = evidence;
  if (source === 'process') return 'process_ended';
  if (source === 'screen' && (dialog !== null || status === 'exited')) return 'dialog_on_screen';
  if (rule === 'hook.PermissionRequest') return 'request_held';
  if (rule === 'registry.waiting') return 'registry_waiting';
  if (status === 'working' || status === 'idle') return 'busy_or_idle';
  if (status === 'starting' && source === 'screen') return 'before_first_frame';
  return 'screen_alone';
}

function explained(screen: ScreenInput, version: string | null): ScreenExplained {
  const { reading, generation, regions, tried } = explainScreen(screen, { version });
  const { status, statusText, rule, activity, dialog } = reading;
  return {
    generation,
    regions,
    tried,
    status,
    statusText,
    rule,
    activity,
    dialog:
      dialog === null
        ? null
        : {
            name: dialog.name,
            kind: dialog.kind,
            title: dialog.title,
            toolName: dialog.toolName,
            subject: dialog.subject,
            options: dialog.options.map(({ label, role, highlighted }) => ({
              label,
              role,
              highlighted,
            })),
          },
    cols: screen.cols,
    rows: screen.lines.map(({ text }) => text),
  };
}
