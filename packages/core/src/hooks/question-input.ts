import type { Question } from '@aegis/protocol';
import * as v from 'valibot';

const questionsInputSchema = v.looseObject({
  questions: v.array(
    v.looseObject({
      question: v.string(),
      header: v.fallback(v.nullish(v.string(), null), null),
      multiSelect: v.fallback(v.nullish(v.boolean(), false), false),
      options: v.fallback(
        v.array(
          v.looseObject({
            label: v.string(),
            description: v.fallback(v.nullish(v.string(), null), null),
          }),
        ),
        [],
      ),
    }),
  ),
});

/** The questions in an AskUserQuestion input; none where it has another shape. */
export function questionsOf(toolInput: Readonly<Record<string, unknown>> | null): Question[] {
  const parsed = v.safeParse(questionsInputSchema, toolInput);
  if (!parsed.success) return [];
  return parsed.output.questions.map(({ question, header, multiSelect, options }) => ({
    question,
    header,
    multiSelect,
    options: options.map(({ label, description }) => ({ label, description })),
  }));
}
