import type { OptionRole, PendingKind, SessionStatus } from '@aegis/protocol';
import type { DialogName } from '../types.ts';

/**
 * Everything that detection compares with words, for one generation of Claude Code. The structure around the words
 * (rules, indents, the highlighted row) is in `reading/`; a new release usually needs a line here and nothing else.
 * Words are compared after curly apostrophes became straight ones; `…` stands as it is.
 */
export interface Wording {
  /** The first release that these words were read from, without its last number where all of them have it: `2.1`. */
  generation: string;
  /** Every turn is closed by a line: completed, interrupted, failed. What was said last without one goes on. */
  closesTurns: boolean;
  /** The first column of the input box, by mode. */
  prompts: Readonly<Record<string, 'prompt' | 'shell' | 'memory'>>;
  /** The mark before the highlighted row of a dialog. */
  pointer: string;
  /** The first character of a live or finished activity line. */
  spinnerGlyphs: string;
  /** The first character of the terminal's title, while a turn runs and while none does. */
  titleMarks: { work: string; rest: string };
  /** Start what the assistant or a tool says: one on Linux, another on macOS. */
  messageGlyphs: string;
  /** Starts what a tool answered. */
  resultGlyph: string;
  /** Starts the row below the box that names the permission mode. */
  modeGlyphs: readonly string[];
  /** The part of that row, between dots, that is there only while a turn runs. */
  interruptHint: string;
  /** The part of that row that stands there while none does. */
  restHint: string;
  /** The part of that row that counts shells in the background. */
  shellHints: readonly string[];
  /** What an empty box may say instead of a draft. */
  placeholders: readonly string[];
  /** In the row below the box instead of the mode. */
  boxHints: readonly { text: string; activity: string }[];
  /** Activity by what stands in the spinner line; the first that fits. */
  activities: readonly { includes: string; activity: string }[];
  /** In some builds above the spinner, where it is said that a request is made again. */
  retryNotes: readonly string[];
  /** In place of a spinner, while something is asked but its dialog is held back because somebody just typed. */
  heldBack: string;
  /**
   * A prompt that waits for the turn to end stands above the box, with `word` below it, or under the spinner with the
   * mark of a prompt; or `bare` under the spinner. Some builds have a `hint` how to send it at once as its last row.
   */
  queued: { word: string; bare: boolean; hint: string };
  dialogs: readonly DialogWording[];
  /** Behind a dialog's title, before the name of the subagent that asks. */
  titleSuffix: string;
  /** Below the rows of a dialog that is higher than the screen, whose top is cut off. */
  cut: string;
  /** Above the rows of a permission dialog whose title is not known. */
  permissionQuestions: readonly string[];
  /** The tail of a question dialog, and the row for free text. */
  question: {
    chips: { open: string; done: string; submit: string };
    freeText: string;
    /** The row that leaves the question for the chat; early builds have none. */
    chat: string;
    review: string;
    freeTextFooter: string;
    /** The rows that lead on from a list of ticks: to the next page, or to the end. */
    leadOn: readonly string[];
  };
  /** The question how Claude is doing, which may stand above the box, and how the row of its answers begins. */
  survey: { question: string; answers: string };
  /** Ends a line that stands for calls that are not shown. */
  folded: string;
  /** Hints that stand below a row, and are neither its label nor its description. */
  rowHints: readonly string[];
  /** In the footer of a dialog whose highlighted row takes a text after Tab. */
  amendHint: string;
  roles: readonly RoleWording[];
  endings: readonly EndingWording[];
  /** Last lines of a process that ended. */
  exits: readonly { line: string; next: string }[];
  /** A prompt that ends it; what it says after that stays on the screen, with the box. */
  exitCommands: readonly string[];
  /** Full-screen views without an input box, by a line of theirs. */
  viewers: readonly { line: string; activity: string }[];
  /** Parts of the greeting, which is drawn before the first input box. */
  banner: readonly string[];
  /** Beginnings of what is said before the greeting is drawn, about how it starts. */
  notices: readonly string[];
  /** Lines of the first screens, before the input box was ever drawn. */
  startups: readonly { line: string; activity: string; name?: DialogName }[];
}

/** One dialog: recognised by its title, and by its question where the title is shared. */
export interface DialogWording {
  name: DialogName;
  kind: PendingKind;
  status: SessionStatus;
  /** The first line, whole; with a trailing `*`, its beginning. */
  titles: readonly string[];
  /** Where given, the line above the rows begins with one of these. */
  questions?: readonly string[];
  /** Where given, the body has this in it. */
  contains?: string;
  toolName: string | null;
  /**
   * Where the subject stands. `path`: behind the title's beginning, else in the first row below it. `command`: in the
   * dashed frame, else in the deepest rows of the body, less what is dim.
   */
  subject: 'command' | 'path' | 'url' | 'in-frame' | 'below-title' | 'host' | 'none';
  /** Its declining row takes a text, which replaces its label. */
  takesText?: true;
  /** What it is about stands in a frame above the rule that the dialog hangs from. */
  framedAbove?: true;
  /** For overlays: what `activity` says. */
  activity?: string;
}

export interface RoleWording {
  /** The label, whole; with a trailing `*`, its beginning; with `*` on both sides, a part of it. */
  label: string;
  role: OptionRole;
}

export interface EndingWording {
  /** How the line begins, after its glyph; with `*` for anything in it. */
  line: string;
  glyph: 'message' | 'result';
  /** It has no colour of its own, so nothing tells it from the same words of a model. */
  plain?: true;
  outcome: 'interrupted' | 'failed' | 'limited' | 'refused';
  activity?: string;
}
