import {
  AegisError,
  type PipelineDefinition,
  type PipelinePlan,
  type PipelineStep,
} from '@aegis/protocol';
import { policyProblems } from '@aegis/policy';
import { checkPrompt } from '../delivery/check-prompt.ts';
import { placeholdersOf, renderText } from '../text/render-text.ts';
import { ancestorsOf, findCycle, wavesOf } from './step-graph.ts';
import { parsePlaceholder, textsOf, type StepField } from './step-placeholders.ts';

/** Problems that the message of an error names; all of them are in its details. */
const SHOWN = 5;

/** What of another step may be in a field that is no prompt: none of Claude's words lead anywhere. */
const FIELDS_IN: Readonly<Record<string, StepField>> = {
  workDir: 'workDir',
  'worktree.base': 'branch',
};

/** Where in a definition something cannot be, as a path, and what. */
export interface DefinitionProblem {
  path: string;
  message: string;
}

/**
 * The order in which the steps of a pipeline can run.
 * @throws AegisError `pipeline_invalid`, with every problem in `details.problems`
 */
export function planPipeline(definition: PipelineDefinition): PipelinePlan {
  const problems = definitionProblems(definition);
  if (problems.length > 0) throw invalid(problems);
  return { name: definition.name, waves: wavesOf(definition.steps) };
}

export function definitionProblems(definition: PipelineDefinition): DefinitionProblem[] {
  const { steps } = definition;
  const names = new Set(steps.map(({ name }) => name));
  const ancestors = ancestorsOf(steps);
  const cycle = findCycle(steps);
  return [
    ...duplicates(steps),
    ...steps.flatMap((step, index) => unknownSteps(step, index, names)),
    ...(cycle === null
      ? []
      : [{ path: 'steps', message: `the steps wait for each other: ${cycle.join(' -> ')}` }]),
    ...steps.flatMap((step, index) =>
      placeholderProblems(step, { index, definition, ancestors: ancestors.get(step.name) }),
    ),
    ...steps.flatMap((step, index) => promptProblems(step, index, definition)),
    ...steps.flatMap(rulesProblems),
  ];
}

function duplicates(steps: readonly PipelineStep[]): DefinitionProblem[] {
  return steps.flatMap(({ name }, index) => {
    const first = steps.findIndex((other) => other.name === name);
    if (first === index) return [];
    return [{ path: `steps.${index}.name`, message: `"${name}" is the name of step ${first} too` }];
  });
}

function unknownSteps(
  { name, dependsOn = [] }: PipelineStep,
  index: number,
  names: ReadonlySet<string>,
): DefinitionProblem[] {
  return dependsOn
    .filter((dependency) => !names.has(dependency))
    .map((dependency) => ({
      path: `steps.${index}.dependsOn`,
      message: `step "${name}" depends on "${dependency}", and there is no such step`,
    }));
}

function placeholderProblems(
  step: PipelineStep,
  place: {
    index: number;
    definition: PipelineDefinition;
    ancestors: ReadonlySet<string> | undefined;
  },
): DefinitionProblem[] {
  const { index, definition, ancestors } = place;
  const problemOf = (field: string, text: string): string | null => {
    const placeholder = parsePlaceholder(text);
    if (placeholder === null) {
      return `{{${text}}} is nothing that there is: vars.NAME, steps.NAME.output, steps.NAME.workDir, steps.NAME.branch. Write \\{{ where braces are meant`;
    }
    if (placeholder.of === 'variable') {
      const isKnown = Object.hasOwn(definition.variables ?? {}, placeholder.name);
      return isKnown ? null : `there is no variable "${placeholder.name}"`;
    }
    const other = definition.steps.find(({ name }) => name === placeholder.step);
    if (other === undefined) return `there is no step "${placeholder.step}"`;
    if (ancestors?.has(placeholder.step) !== true) {
      return `{{${text}}} is known only once "${placeholder.step}" has run; add it to dependsOn`;
    }
    const allowed = FIELDS_IN[field];
    if (allowed !== undefined && placeholder.field !== allowed) {
      return `{{${text}}} cannot be a part of ${field}; only {{steps.NAME.${allowed}}} can`;
    }
    const hasBranch = other.worktree !== undefined && other.worktree !== false;
    return placeholder.field !== 'branch' || hasBranch
      ? null
      : `step "${placeholder.step}" has no branch: it has no worktree`;
  };
  return textsOf(step).flatMap(([field, text]) =>
    placeholdersOf(text).flatMap((name) => {
      const problem = problemOf(field, name);
      if (problem === null) return [];
      const path = `steps.${index}.${field}`;
      return [{ path, message: `step "${step.name}": ${problem}` }];
    }),
  );
}

/** What no session could be given, as far as it is known: the outputs are not there yet. */
function promptProblems(
  step: PipelineStep,
  index: number,
  { variables = {} }: PipelineDefinition,
): DefinitionProblem[] {
  const valueOf = (name: string) => {
    const placeholder = parsePlaceholder(name);
    if (placeholder?.of !== 'variable') return 'x';
    return Object.hasOwn(variables, placeholder.name) ? (variables[placeholder.name] ?? '') : 'x';
  };
  try {
    checkPrompt(renderText(step.prompt, valueOf), 'prompt');
    return [];
  } catch (error) {
    if (!AegisError.is(error)) throw error;
    return [{ path: `steps.${index}.prompt`, message: `step "${step.name}": ${error.message}` }];
  }
}

function rulesProblems({ name, session }: PipelineStep, index: number): DefinitionProblem[] {
  if (session?.policy === undefined) return [];
  return policyProblems(session.policy).map(({ path, message }) => {
    const field = `session.policy.${path}`;
    return { path: `steps.${index}.${field}`, message: `step "${name}": ${field}: ${message}` };
  });
}

function invalid(problems: readonly DefinitionProblem[]): AegisError {
  const shown = problems.slice(0, SHOWN).map(({ message }) => message);
  const more = problems.length - shown.length;
  return new AegisError(
    'pipeline_invalid',
    `The pipeline cannot run: ${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
    { details: { problems } },
  );
}
