import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { TestkitError } from '../testkit-error.ts';
import type { ModelScript, ModelStep, ModelTurn } from './step.ts';

/** Which prompts a script answers: those that contain a text, or that match a regular expression. */
export type PromptMatch = string | RegExp;

/** What the model does in answer to the prompts that match. */
export interface ScenarioScript {
  /** Left out: the next prompt that no other script matches, one such script after the other. */
  readonly when?: PromptMatch;
  readonly turns: ModelScript;
}

/** All that a scripted model does. The look-alike plays it, and so does the scripted API for the real Claude Code. */
export interface Scenario {
  /** Of several that match, the last one answers. */
  readonly scripts: readonly ScenarioScript[];
  /** The same for subagents, whose prompt is the Agent tool's. */
  readonly subagents?: readonly ScenarioScript[];
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const stepSchema = v.variant('type', [
  v.strictObject({
    type: v.literal('text'),
    text: v.string(),
    chunkDelayMs: v.exactOptional(count),
    chunkSize: v.exactOptional(v.pipe(count, v.minValue(1))),
  }),
  v.strictObject({
    type: v.literal('thinking'),
    text: v.exactOptional(v.string()),
    delayMs: v.exactOptional(count),
  }),
  v.strictObject({
    type: v.literal('tool'),
    name: v.string(),
    input: v.record(v.string(), v.unknown()),
    result: v.exactOptional(v.strictObject({ content: v.string(), isError: v.boolean() })),
  }),
  v.strictObject({
    type: v.literal('error'),
    status: v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)),
    errorType: v.string(),
    message: v.string(),
    retryAfter: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
  }),
  v.strictObject({
    type: v.literal('stop'),
    reason: v.picklist(['end_turn', 'max_tokens', 'refusal']),
  }),
  v.strictObject({ type: v.literal('headers'), headers: v.record(v.string(), v.string()) }),
  v.strictObject({ type: v.literal('usage'), inputTokens: count }),
  v.strictObject({ type: v.literal('exit'), code: v.pipe(count, v.maxValue(255)) }),
]) satisfies v.GenericSchema<unknown, ModelStep>;

const turnSchema: v.GenericSchema<unknown, ModelTurn | ModelStep> = v.union([
  v.array(stepSchema),
  stepSchema,
]);

const matchSchema = v.union([
  v.string(),
  v.pipe(
    v.strictObject({ pattern: v.string(), flags: v.optional(v.string(), '') }),
    v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
      try {
        return new RegExp(value.pattern, value.flags);
      } catch (error) {
        addIssue({ message: String(error) });
        return NEVER;
      }
    }),
  ),
]);

const scriptSchema = v.strictObject({
  when: v.exactOptional(matchSchema),
  turns: v.array(turnSchema),
});

const scenarioSchema = v.strictObject({
  scripts: v.array(scriptSchema),
  subagents: v.exactOptional(v.array(scriptSchema)),
}) satisfies v.GenericSchema<unknown, Scenario>;

/**
 * The scenario in a JSON file.
 *
 * @throws TestkitError `scenario_invalid`, which names the field
 */
export function readScenario(path: string): Scenario {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw invalid(`The scenario ${path} cannot be read: ${String(cause)}`, { cause });
  }
  const parsed = v.safeParse(scenarioSchema, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue) ?? 'the whole of it';
  throw invalid(`The scenario ${path} is not one: ${where}: ${innermost(issue).message}`);
}

/** Of something that may be one thing or another, what it is not of the last. */
function innermost(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown> {
  const last = issue.issues?.at(-1);
  return last === undefined ? issue : innermost(last);
}

/** The scenario as JSON, which {@link readScenario} reads. */
export function scenarioText(scenario: Scenario): string {
  return JSON.stringify(
    scenario,
    (_key, value: unknown) =>
      value instanceof RegExp ? { pattern: value.source, flags: value.flags } : value,
    2,
  );
}

function invalid(message: string, options?: ErrorOptions): TestkitError {
  return new TestkitError('scenario_invalid', message, options);
}
