import { MAX_PROMPT_BYTES, type PipelineDefinition, type PipelineStep } from '@aegis/protocol';
import { renderText } from '../text/render-text.ts';
import { parsePlaceholder, type StepField } from './step-placeholders.ts';

/** Bytes of one step's output in another's prompt: beyond that it is better read from a file. */
export const MAX_OUTPUT_BYTES = 50_000;
/** Bytes for the note on what was left out. */
const NOTE_BYTES = 300;

const OUTPUTS = /\{\{[ \t]*steps\.[\w-]+\.output[ \t]*\}\}/g;
const BEGINS_WITH_OUTPUT = new RegExp(`^\\s*${OUTPUTS.source}`);

/** What is known of a step that succeeded. */
export interface StepResult {
  output: string;
  workDir: string | null;
  branch: string | null;
}

/** The texts of a step with everything put in its place. */
export interface RenderedStep {
  prompt: string;
  workDir: string | null;
  base: string | null;
}

/** @throws AegisError `variable_unknown` where something that the step needs is not there */
export function renderStep(
  step: PipelineStep,
  { variables = {} }: Pick<PipelineDefinition, 'variables'>,
  resultOf: (step: string) => StepResult | null,
): RenderedStep {
  const lookup: Lookup = (outputOf) => (name) => {
    const placeholder = parsePlaceholder(name);
    if (placeholder?.of === 'step') return fieldOf(placeholder, resultOf, outputOf);
    if (placeholder === null || !Object.hasOwn(variables, placeholder.name)) return null;
    return variables[placeholder.name] ?? null;
  };
  const place = lookup(() => '');
  const base = typeof step.worktree === 'object' ? (step.worktree.base ?? null) : null;
  return {
    prompt: renderPrompt(step.prompt, lookup),
    workDir: step.workDir === undefined ? null : renderText(step.workDir, place),
    base: base === null ? null : renderText(base, place),
  };
}

type Lookup = (
  outputOf: (result: StepResult, step: string) => string,
) => (name: string) => string | null;

/** Each output gets its share of what the largest prompt leaves. */
function renderPrompt(template: string, lookup: Lookup): string {
  const places = Array.from(template.matchAll(OUTPUTS)).length;
  const rest = renderText(
    template,
    lookup(() => ''),
  );
  const free = MAX_PROMPT_BYTES - Buffer.byteLength(rest);
  const share = Math.floor(free / Math.max(1, places)) - NOTE_BYTES;
  const limit = Math.max(0, Math.min(MAX_OUTPUT_BYTES, share));
  const prompt = renderText(
    template,
    lookup(({ output }, step) => bounded(clean(output), limit, step)),
  );
  // Words of another step are never taken for a command, and none at all are no empty prompt.
  const isOdd = prompt.trim() === '' || prompt.trimStart().startsWith('/');
  return isOdd && BEGINS_WITH_OUTPUT.test(template) ? `An earlier step said:\n${prompt}` : prompt;
}

function fieldOf(
  { step, field }: { step: string; field: StepField },
  resultOf: (step: string) => StepResult | null,
  outputOf: (result: StepResult, step: string) => string,
): string | null {
  const result = resultOf(step);
  if (result === null) return null;
  return field === 'output' ? outputOf(result, step) : result[field];
}

/** Claude's words as they may stand in a prompt: text, which presses no key. */
function clean(output: string): string {
  return (
    output
      .toWellFormed()
      .replaceAll(/\r\n?/g, '\n')
      // eslint-disable-next-line no-control-regex -- taking them out is what it is for
      .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
  );
}

/** The first `limit` bytes of it, with a note where that is not all. */
export function bounded(output: string, limit: number, step: string): string {
  const bytes = Buffer.from(output);
  if (bytes.length <= limit) return output;
  // A character that is cut in two is left out as a whole.
  const kept = new TextDecoder().decode(bytes.subarray(0, limit), { stream: true });
  return `${kept}\n[The output of step "${step}" goes on: ${limit} of its ${bytes.length} bytes are shown here.]`;
}
