import * as v from 'valibot';
import { planEdit, planWrite, type PlannedChange } from './file-change.ts';
import { textOf, type Permissions } from './permissions.ts';

const questionsSchema = v.looseObject({
  questions: v.pipe(
    v.array(
      v.looseObject({
        question: v.string(),
        header: v.string(),
        multiSelect: v.boolean(),
        options: v.pipe(
          v.array(v.looseObject({ label: v.string(), description: v.string() })),
          v.minLength(2),
        ),
      }),
    ),
    v.minLength(1),
  ),
});

export interface CheckedUse {
  readonly change: Exclude<PlannedChange, { type: 'impossible' }> | null;
}

/** Looks at a call before anybody is asked about it: a model's mistake is its own to correct. */
export function checkInput(
  toolName: string,
  input: Readonly<Record<string, unknown>>,
  permissions: Pick<Permissions, 'mode'>,
): CheckedUse | { readonly mistake: string } {
  switch (toolName) {
    case 'ExitPlanMode':
      if (permissions.mode === 'plan') return { change: null };
      return {
        mistake:
          'You are not in plan mode. To enter plan mode, call the EnterPlanMode tool first. If your plan was already approved, continue with implementation.',
      };
    case 'AskUserQuestion':
      if (v.is(questionsSchema, input)) return { change: null };
      return { mistake: 'The questions are not in the shape of AskUserQuestion.' };
    case 'Edit':
    case 'Write': {
      const path = textOf(input, 'file_path');
      const planned =
        toolName === 'Write'
          ? planWrite(path, textOf(input, 'content'))
          : planEdit(path, textOf(input, 'old_string'), textOf(input, 'new_string'));
      if (planned.type === 'impossible') return { mistake: planned.reason };
      return { change: planned };
    }
    default:
      return { change: null };
  }
}
