import * as v from 'valibot';
import type { HookCall } from './hook-body.ts';

/** What a held permission request is answered with. */
export type PermissionDecision =
  | {
      behavior: 'allow';
      updatedInput?: Readonly<Record<string, unknown>>;
      updatedPermissions?: readonly unknown[];
    }
  | { behavior: 'deny'; message?: string; interrupt?: boolean };

/**
 * What the notice of a tool call is answered with, before Claude Code asks anybody: not at all, or only after somebody was
 * asked, whatever its own settings allow.
 */
export interface ToolDecision {
  permissionDecision: 'deny' | 'ask';
  reason: string;
}

/** Tools that Claude Code asks about in its own dialogs; a bare allow is dropped for them, `updatedInput` must come with it. */
const PLAN_TOOL = 'ExitPlanMode';
const QUESTION_TOOL = 'AskUserQuestion';

export function isQuestionTool(toolName: string | null): boolean {
  return toolName === QUESTION_TOOL;
}

export function isPlanTool(toolName: string | null): boolean {
  return toolName === PLAN_TOOL;
}

/** The answer's body, in the shape of Claude Code's PermissionRequest or PreToolUse output. */
export function decisionBody(decision: PermissionDecision | ToolDecision): Record<string, unknown> {
  if ('permissionDecision' in decision) {
    const { permissionDecision, reason: permissionDecisionReason } = decision;
    const output = { hookEventName: 'PreToolUse', permissionDecision, permissionDecisionReason };
    return { hookSpecificOutput: output };
  }
  return { hookSpecificOutput: { hookEventName: 'PermissionRequest', decision } };
}

/** Grant this once, and nothing wider. */
export function allowOnce(call: Pick<HookCall, 'toolName' | 'toolInput'>): PermissionDecision {
  if (!isPlanTool(call.toolName)) return { behavior: 'allow' };
  return {
    behavior: 'allow',
    // The plan goes back as it came, fields that we do not know included.
    updatedInput: call.toolInput ?? {},
    // Leaving plan mode, edits are asked for one by one.
    updatedPermissions: [{ type: 'setMode', mode: 'default', destination: 'session' }],
  };
}

/**
 * Grant this and what Claude Code itself suggests to remember: the first rule, else the first folder, which is never more
 * than the dialog's own row grants (measured on 2.0.76, 2.1.50 and 2.1.330).
 * Null where it suggests neither, so that nothing wider than what it offers is ever granted.
 */
export function allowAlways(
  call: Pick<HookCall, 'toolName' | 'permissionSuggestions'>,
): { decision: PermissionDecision; chosen: string } | null {
  if (isPlanTool(call.toolName)) return null;
  const offered = call.permissionSuggestions.flatMap((suggestion) => {
    const parsed = v.safeParse(suggestionSchema, suggestion);
    return parsed.success ? [{ suggestion, grant: parsed.output }] : [];
  });
  const narrowest = offered.find(({ grant }) => grant.type === 'addRules') ?? offered[0];
  if (narrowest === undefined) return null;
  return {
    decision: { behavior: 'allow', updatedPermissions: [narrowest.suggestion] },
    chosen: `always allow ${wordsOf(narrowest.grant)}`,
  };
}

const suggestionSchema = v.variant('type', [
  v.looseObject({
    type: v.literal('addRules'),
    behavior: v.literal('allow'),
    rules: v.array(v.looseObject({ toolName: v.string(), ruleContent: v.optional(v.string()) })),
  }),
  v.looseObject({ type: v.literal('addDirectories'), directories: v.array(v.string()) }),
]);

function wordsOf(grant: v.InferOutput<typeof suggestionSchema>): string {
  if (grant.type === 'addDirectories') return `access to ${grant.directories.join(', ')}`;
  return grant.rules
    .map(({ toolName, ruleContent }) =>
      ruleContent === undefined ? toolName : `${toolName}(${ruleContent})`,
    )
    .join(', ');
}

/**
 * Without feedback a rejection stops the turn, as the dialog's own "No" does. With feedback Claude reads it and goes on.
 */
export function deny(feedback: string | null): PermissionDecision {
  return feedback === null
    ? { behavior: 'deny', interrupt: true }
    : { behavior: 'deny', message: feedback };
}

/** Answers by question text; several labels of a multi-select are joined as Claude Code joins them. */
export function answerQuestions(
  toolInput: Readonly<Record<string, unknown>>,
  answers: Readonly<Record<string, readonly string[]>>,
): PermissionDecision {
  const joined = Object.fromEntries(
    Object.entries(answers).map(([question, labels]) => [question, labels.join(', ')]),
  );
  return { behavior: 'allow', updatedInput: { ...toolInput, answers: joined } };
}
