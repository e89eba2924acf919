import type {
  DialogOption,
  EvidenceSource,
  PendingKind,
  Question,
  SessionStatus,
} from '@aegis/protocol';

/** The part of a screen that detection reads; `@aegis/screen`'s `Snapshot` fits. */
export interface ScreenInput {
  cols: number;
  rows: number;
  cursor: { x: number; y: number; visible: boolean };
  title: string;
  alternate: boolean;
  lines: readonly {
    text: string;
    wrapped: boolean;
    runs: readonly {
      start: number;
      end: number;
      text: string;
      foreground: string;
      background: string;
      bold: boolean;
      dim: boolean;
      inverse: boolean;
    }[];
  }[];
}

/** Which dialog it is, finer than its kind. */
export type DialogName =
  | 'trust'
  | 'bash'
  | 'edit'
  | 'create'
  | 'overwrite'
  | 'fetch'
  | 'mcp_tool'
  | 'sandbox_network'
  | 'tool'
  | 'plan'
  | 'exit_plan'
  | 'enter_plan'
  | 'question'
  | 'question_review'
  | 'bypass_warning'
  | 'api_key'
  | 'login'
  | 'onboarding'
  | 'model_picker'
  | 'rate_limit'
  | 'resume_picker'
  | 'mcp_servers'
  | 'overlay';

/** A dialog's row, with where it stands, so that keys can be aimed at it. */
export interface DialogRow extends DialogOption {
  /** The number shown before the label, or null. */
  number: number | null;
  /** Multi-select rows: whether it is ticked. */
  checked: boolean | null;
  description: string | null;
  /** Row of the screen that the label starts on. */
  line: number;
}

/** Something on the screen that takes an answer, parsed. */
export interface Dialog {
  name: DialogName;
  kind: PendingKind;
  title: string;
  /** What stands between the title and the options: a command, a diff, a plan, the question. */
  body: string;
  options: readonly DialogRow[];
  footer: string | null;
  toolName: string | null;
  /** The command, path or URL that the dialog is about, where the screen shows it. */
  subject: string | null;
  /** Higher than the screen: its top is cut off, with its title and perhaps its subject. */
  cut: boolean;
  /** Questions: the page that is shown (of one or more), and the headers of all. */
  question: (Question & { page: number; pages: readonly string[] }) | null;
}

/** The input box. */
export interface Composer {
  /** What stands in it that was typed (ghost text and placeholders are not). Rows joined by newline. */
  text: string;
  /** Dim text that CC shows in an empty box: a suggestion or a placeholder; null if none. */
  ghost: string | null;
  /** `prompt`; `shell` after a leading `!`; `memory` after a leading `#`, in builds that have it. */
  mode: 'prompt' | 'shell' | 'memory';
}

/** What the screen alone says. */
export interface ScreenReading {
  status: SessionStatus;
  statusText: string | null;
  /** The rule that decided, for `evidence.rule`: `screen.dialog.bash`, `screen.spinner`, … */
  rule: string;
  dialog: Dialog | null;
  composer: Composer | null;
  /** Finer than the status: `thinking`, `compacting`, `retrying`, `api_error`, `usage_limit`, `transcript_viewer`, … */
  activity: string | null;
  /** The mode line: `manual`, `accept edits`, `plan`, `auto`, `bypass permissions`, … or null. */
  modeLine: string | null;
  /** How the last turn ended, where the screen says so: `interrupted`, `failed` with CC's sentence, `limited`. */
  turnEnd: {
    outcome: 'completed' | 'interrupted' | 'failed' | 'limited' | 'refused';
    text: string;
  } | null;
  /** Of an idle box: nothing half drawn looks like that, since the end of the last turn is written above it, or nothing was said. */
  closed: boolean;
  /** Prompts that Claude Code itself holds queued. */
  queued: number;
}

/** How to read a screen. */
export interface ReadOptions {
  /** Of Claude Code, e.g. `2.0.76`. Null or left out: found out from the screen. */
  version?: string | null;
  /**
   * The screen may be just its lower part, as a capture of the last rows is. A dialog is then also known without the
   * rule that it hangs from. Never for a live screen, on which such a dialog is still being drawn.
   */
  partial?: boolean;
}

/** How a reading came about. */
export interface ScreenExplanation {
  reading: ScreenReading;
  /** Whose words were used: `1.0`, `2.0`, `2.1`. */
  generation: string;
  /** The parts of the screen that were told apart, by rows: from the first, to the last (exclusive). */
  regions: { name: string; from: number; to: number }[];
  /** Every rule that was tried, in order. */
  tried: { rule: string; matched: boolean; why: string }[];
}

/**
 * One observation for the status machine. `at`, and every other time in here, is in milliseconds of one clock of the caller's
 * that never goes back and never jumps: a wall clock does both. Where it begins does not matter.
 */
export type Observation =
  | { source: 'screen'; at: number; reading: ScreenReading }
  | { source: 'hook'; at: number; event: HookObservation }
  | {
      source: 'registry';
      at: number;
      status: 'busy' | 'idle' | 'waiting' | 'shell' | null;
      waitingFor: string | null;
      changedAt: number | null;
    }
  | {
      source: 'transcript';
      at: number;
      effect: 'turn-open' | 'turn-finished' | 'turn-failed' | 'turn-interrupted';
      /** When the newest of the prompts was written that have come in since the last observation. */
      promptedAt?: number;
    }
  /** `crashed`: nobody has ended it. */
  | { source: 'process'; at: number; exited: true; crashed?: boolean }
  | { source: 'launch'; at: number }
  /** Time passed: see `nextDeadline`. */
  | { source: 'clock'; at: number };

/** A hook call of the main thread or of a subagent, reduced to what status needs. */
export interface HookObservation {
  /** The event's name; or `Answered`: the held request `requestId` was answered through us (`Stopped`: with a rejection that stops the turn). */
  name: string;
  /** Set inside a subagent; such events never change the main status, but a PermissionRequest counts. */
  agentId: string | null;
  toolName: string | null;
  /** What the tool call is about, whole: the command, `file_path`, `url` or first question of its input; null if unknown. */
  subject: string | null;
  /** Our id of the held PermissionRequest; null for other events. */
  requestId: string | null;
  /** Notification type, StopFailure error, SessionEnd reason: the event's own word. */
  word: string | null;
  message: string | null;
}

/** What is published, as the machine sees it. */
export interface StatusView {
  status: SessionStatus;
  statusText: string | null;
  /** In the time of the observations. */
  since: number;
  evidence: { source: EvidenceSource; rule: string; at: number };
  /** The dialog as the screen shows it now, or null. */
  dialog: Dialog | null;
  /** Held PermissionRequests that are still open, oldest first. */
  heldRequestIds: readonly string[];
  /** The one of them that `dialog` belongs to, by tool and subject; the oldest one while no dialog is drawn yet. */
  shownRequestId: string | null;
  activity: string | null;
  modeLine: string | null;
  draft: string | null;
  /** Whether a turn runs; `ending`: it is over, and how is not known yet (a second at most). */
  turn: 'none' | 'open' | 'ending';
  /** How the last turn ended: another object for every turn; null while none has, and while one runs. */
  turnEnd: TurnEnd | null;
}

export interface TurnEnd {
  outcome: 'completed' | 'interrupted' | 'failed' | 'limited' | 'refused';
  /** Why it failed: Claude Code's own word or sentence. */
  error: string | null;
  /** The last message of the assistant, where a hook brought it. */
  text: string | null;
  at: number;
}
