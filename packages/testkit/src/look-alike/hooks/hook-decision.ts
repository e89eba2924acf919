import * as v from 'valibot';
import type { PermissionMode } from '../screen/screen-state.ts';
import type { HookAnswer } from './call-hook.ts';

/** The hook's own words on a prompt or the end of a turn: not like that, and why. */
const blockSchema = v.looseObject({ decision: v.literal('block'), reason: v.optional(v.string()) });

export function blockOf({ output, blocked }: HookAnswer): string | null {
  if (blocked !== null) return blocked;
  const parsed = v.safeParse(blockSchema, output);
  return parsed.success ? (parsed.output.reason ?? '') : null;
}

const preToolSchema = v.looseObject({
  hookSpecificOutput: v.looseObject({
    permissionDecision: v.picklist(['allow', 'deny', 'ask']),
    permissionDecisionReason: v.optional(v.string()),
  }),
});

export interface ToolDecision {
  readonly decision: 'allow' | 'deny' | 'ask';
  readonly reason: string;
}

/** What PreToolUse decided; of several hooks a no counts most. */
export function toolDecision(answers: readonly HookAnswer[]): ToolDecision | null {
  const decisions = answers.flatMap((answer): ToolDecision[] => {
    if (answer.blocked !== null) return [{ decision: 'deny', reason: answer.blocked }];
    const parsed = v.safeParse(preToolSchema, answer.output);
    if (!parsed.success) return [];
    const { permissionDecision, permissionDecisionReason = '' } = parsed.output.hookSpecificOutput;
    return [{ decision: permissionDecision, reason: permissionDecisionReason }];
  });
  const first = (wanted: ToolDecision['decision']) =>
    decisions.find(({ decision }) => decision === wanted);
  return first('deny') ?? first('ask') ?? first('allow') ?? null;
}

const MODES = ['default', 'acceptEdits', 'plan', 'auto', 'dontAsk', 'bypassPermissions'] as const;

const updateSchema = v.variant('type', [
  v.looseObject({ type: v.literal('setMode'), mode: v.picklist(MODES) }),
  v.looseObject({
    type: v.literal('addRules'),
    behavior: v.literal('allow'),
    rules: v.array(v.looseObject({ toolName: v.string(), ruleContent: v.optional(v.string()) })),
  }),
  v.looseObject({ type: v.literal('addDirectories'), directories: v.array(v.string()) }),
]);

export type PermissionUpdate = v.InferOutput<typeof updateSchema>;

const requestSchema = v.looseObject({
  hookSpecificOutput: v.looseObject({
    decision: v.variant('behavior', [
      v.looseObject({
        behavior: v.literal('allow'),
        updatedInput: v.optional(v.record(v.string(), v.unknown())),
        updatedPermissions: v.optional(v.array(v.unknown()), []),
      }),
      v.looseObject({
        behavior: v.literal('deny'),
        message: v.optional(v.string()),
        interrupt: v.optional(v.boolean(), false),
      }),
    ]),
  }),
});

export type RequestDecision =
  | {
      readonly behavior: 'allow';
      readonly updatedInput: Readonly<Record<string, unknown>> | null;
      readonly updates: readonly PermissionUpdate[];
    }
  | { readonly behavior: 'deny'; readonly message: string | null; readonly interrupt: boolean };

/** What a PermissionRequest hook answered; null: no opinion. */
export function requestDecision({ output }: HookAnswer): RequestDecision | null {
  const parsed = v.safeParse(requestSchema, output);
  if (!parsed.success) return null;
  const { decision } = parsed.output.hookSpecificOutput;
  if (decision.behavior === 'deny') {
    return { behavior: 'deny', message: decision.message ?? null, interrupt: decision.interrupt };
  }
  const updates = decision.updatedPermissions.flatMap((update): PermissionUpdate[] => {
    const known = v.safeParse(updateSchema, update);
    return known.success ? [known.output] : [];
  });
  return { behavior: 'allow', updatedInput: decision.updatedInput ?? null, updates };
}

export function isPermissionMode(value: string): value is PermissionMode {
  return MODES.some((mode) => mode === value);
}
