import type { PipelineStep } from '@aegis/protocol';
import { placeholdersOf } from '../text/render-text.ts';

/** What of an earlier step can be put into a later one's text. */
export const STEP_FIELDS = ['output', 'workDir', 'branch'] as const;
export type StepField = (typeof STEP_FIELDS)[number];

/** What a placeholder asks for; null: nothing that there is. */
export type Placeholder =
  { of: 'variable'; name: string } | { of: 'step'; step: string; field: StepField } | null;

export function parsePlaceholder(text: string): Placeholder {
  const variable = /^vars\.([a-z_]\w*)$/i.exec(text)?.[1];
  if (variable !== undefined) return { of: 'variable', name: variable };
  const [, step, name] = /^steps\.([\w-]+)\.(\w+)$/.exec(text) ?? [];
  const field = STEP_FIELDS.find((each) => each === name);
  return step === undefined || field === undefined ? null : { of: 'step', step, field };
}

/** The texts of a step that may have placeholders, each with its field's name. */
export function textsOf({ prompt, workDir, worktree }: PipelineStep): [string, string][] {
  const base = typeof worktree === 'object' ? worktree.base : undefined;
  return [
    ['prompt', prompt],
    ...(workDir === undefined ? [] : [['workDir', workDir] satisfies [string, string]]),
    ...(base === undefined ? [] : [['worktree.base', base] satisfies [string, string]]),
  ];
}

/** Steps whose directory or branch this one uses: they must still be there when it begins. */
export function usesPlaceOf(step: PipelineStep): Set<string> {
  const placeholders = textsOf(step).flatMap(([, text]) => placeholdersOf(text));
  return new Set(
    placeholders.flatMap((text) => {
      const placeholder = parsePlaceholder(text);
      return placeholder?.of === 'step' && placeholder.field !== 'output' ? [placeholder.step] : [];
    }),
  );
}
