import { sameDialog } from '../fusion/screen-evidence.ts';
import type { Dialog, DialogRow } from '../types.ts';
import { claudeCode21 } from '../wording/claude-code-2-1.ts';
import type { Wording } from '../wording/types.ts';
import type { DialogTarget, Expectation, KeyStepPlan } from './key-plan.ts';
import { holds, takesText } from './text-rows.ts';

/** The next step towards a target, from the dialog as it was just read. */
export function stepTowards(
  dialog: Dialog,
  target: DialogTarget,
  wording: Wording = claudeCode21,
): KeyStepPlan {
  switch (target.type) {
    case 'choose':
      return stepToLabel(dialog, target.label);
    case 'tick':
      return stepTicks(dialog, target, wording);
    case 'write':
      return stepWriting(dialog, target.text, wording);
    case 'decline':
      return stepFeedback(dialog, target.feedback, wording);
    case 'dismiss':
      return { type: 'keys', keys: ['Escape'], expect: { type: 'gone' } };
  }
}

/** Whether the screen shows what a step was to bring about. `before`: the dialog that the step was planned on. */
export function isMet(expect: Expectation, before: Dialog, now: Dialog | null): boolean {
  if (expect.type === 'gone') return now === null || !sameDialog(before, now);
  if (now === null || now.name !== before.name) return false;
  const row = now.options.find((option) => option.highlighted);
  switch (expect.type) {
    case 'moved':
      return row !== undefined && now.options.indexOf(row) !== highlightedIndex(before);
    case 'ticked':
      return now.options.some(
        (option) => option.label === expect.label && option.checked === expect.checked,
      );
    case 'typed':
      return row !== undefined && holds(row, expect.text);
    case 'editable':
      return row !== undefined && takesText(row);
  }
}

function stepToLabel(dialog: Dialog, label: string): KeyStepPlan {
  const fitting = dialog.options.filter((option) => option.label === label);
  const option = fitting[0];
  if (option === undefined || fitting.length > 1) {
    const count = fitting.length === 0 ? 'no row' : 'more than one row';
    return { type: 'blocked', reason: `The dialog has ${count} that says "${label}".` };
  }
  return moveOr(dialog, option, { type: 'keys', keys: ['Enter'], expect: { type: 'gone' } });
}

/**
 * Move a row nearer to one; once there, do `then`. A row at a time: of several arrow keys that it reads at once Claude Code may
 * take each for the first (2.1.200 wraps to the top instead of going on to "Submit").
 */
function moveOr(dialog: Dialog, option: DialogRow, then: KeyStepPlan): KeyStepPlan {
  if (option.highlighted) return then;
  const from = highlightedIndex(dialog);
  if (from < 0) return { type: 'blocked', reason: 'The dialog shows no highlighted row.' };
  const key = dialog.options.indexOf(option) > from ? 'Down' : 'Up';
  return { type: 'keys', keys: [key], expect: { type: 'moved' } };
}

function highlightedIndex({ options }: Dialog): number {
  return options.findIndex((option) => option.highlighted);
}

type Ticks = Extract<DialogTarget, { type: 'tick' }>;

function stepTicks(dialog: Dialog, { labels, text }: Ticks, wording: Wording): KeyStepPlan {
  const missing = labels.find(
    (label) => !dialog.options.some((row) => row.label === label && row.checked !== null),
  );
  if (missing !== undefined) {
    return { type: 'blocked', reason: `The dialog has no row to tick that says "${missing}".` };
  }
  const written = text === null ? undefined : dialog.options.find((row) => holds(row, text));
  const wrong = dialog.options.find((row) => {
    const isWanted = row === written || labels.includes(row.label);
    return (row === written || row.role === 'answer') && row.checked !== isWanted;
  });
  if (wrong !== undefined) {
    const expect = { type: 'ticked', label: wrong.label, checked: wrong.checked !== true } as const;
    return moveOr(dialog, wrong, { type: 'keys', keys: ['Enter'], expect });
  }
  // Typing into the row ticks it as well.
  if (text !== null && written === undefined) return stepTyping(dialog, text, wording);
  const on = dialog.options.find((option) => wording.question.leadOn.includes(option.label));
  if (on === undefined) return { type: 'blocked', reason: 'The dialog has no row that leads on.' };
  return stepToLabel(dialog, on.label);
}

function stepWriting(dialog: Dialog, text: string, wording: Wording): KeyStepPlan {
  const highlighted = dialog.options.find((option) => option.highlighted);
  if (highlighted !== undefined && holds(highlighted, text)) {
    return { type: 'keys', keys: ['Enter'], expect: { type: 'gone' } };
  }
  return stepTyping(dialog, text, wording);
}

function stepTyping(dialog: Dialog, text: string, wording: Wording): KeyStepPlan {
  const row = dialog.options.find(
    (option) => option.label.replace(/\.$/, '') === wording.question.freeText,
  );
  if (row === undefined) return { type: 'blocked', reason: 'The dialog has no row for free text.' };
  return moveOr(dialog, row, { type: 'text', text, expect: { type: 'typed', text } });
}

/** A row that is a box takes the text as it is; a plain one that declines takes it after Tab, where the footer says so. */
function stepFeedback(dialog: Dialog, feedback: string, wording: Wording): KeyStepPlan {
  const highlighted = dialog.options.find((option) => option.highlighted);
  if (highlighted !== undefined && holds(highlighted, feedback)) {
    return { type: 'keys', keys: ['Enter'], expect: { type: 'gone' } };
  }
  const open = dialog.options.find(takesText);
  if (open !== undefined) {
    const expect = { type: 'typed', text: feedback } as const;
    return moveOr(dialog, open, { type: 'text', text: feedback, expect });
  }
  const plain = dialog.options.find((option) => option.role === 'decline');
  if (plain === undefined) {
    return { type: 'blocked', reason: 'The dialog has no row that declines with a text.' };
  }
  if (plain.highlighted && dialog.footer?.includes(wording.amendHint) !== true) {
    return { type: 'blocked', reason: 'The dialog takes no text.' };
  }
  return moveOr(dialog, plain, { type: 'keys', keys: ['Tab'], expect: { type: 'editable' } });
}
