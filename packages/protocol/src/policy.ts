import * as v from 'valibot';
import { oneLineSchema } from './text.ts';

/** What a rule says of a request. `ask`: somebody decides, as without a policy. */
export const POLICY_DECISIONS = ['allow', 'deny', 'ask'] as const;
export type PolicyDecision = (typeof POLICY_DECISIONS)[number];

const pattern = v.pipe(
  v.string(),
  v.minLength(1, 'must not be empty'),
  v.maxLength(1_000),
  // eslint-disable-next-line no-control-regex -- a pattern is one printable line
  v.regex(/^[^\u0000-\u001f\u007f-\u009f]*$/u, 'must be one line without control characters'),
);
const patterns = v.union([
  pattern,
  v.pipe(v.array(pattern), v.minLength(1, 'must name at least one'), v.maxLength(100)),
]);

/**
 * One rule of a policy. It matches where all that it names matches:
 *
 * - `tool`: a tool's name; `*` stands for any text in it (`mcp__github__*`)
 * - `command`: for Bash alone: words of one simple command; a last word `*` stands for any further words
 * - `path`: for tools that name a file: an absolute or workDir-relative glob
 */
export const policyRuleSchema = v.strictObject({
  tool: patterns,
  command: v.optional(patterns),
  path: v.optional(patterns),
  decision: v.picklist(POLICY_DECISIONS, `must be one of ${POLICY_DECISIONS.join(', ')}`),
  /** Told to Claude with a denial, and kept in the log. */
  reason: v.optional(oneLineSchema),
});
export type PolicyRule = v.InferOutput<typeof policyRuleSchema>;

/** Rules in order: the first that matches decides. Where none does, `default` (ask). */
export const permissionPolicySchema = v.strictObject({
  rules: v.pipe(v.array(policyRuleSchema), v.maxLength(200)),
  default: v.optional(v.picklist(['ask', 'deny'], 'must be ask or deny')),
});
export type PermissionPolicy = v.InferOutput<typeof permissionPolicySchema>;

/** Whether a policy lets anything through that somebody would have been asked about. */
export function widensPermissions({ rules }: PermissionPolicy): boolean {
  return rules.some(({ decision }) => decision === 'allow');
}

export const policyBodySchema = v.strictObject({ policy: v.nullable(permissionPolicySchema) });
export type PolicyBody = v.InferOutput<typeof policyBodySchema>;

/** What a policy decided, and by which rule. */
export const policyVerdictSchema = v.object({
  toolName: v.string(),
  /** What it was about, shortened: a command, a path. */
  subject: v.nullable(v.string()),
  decision: v.picklist(POLICY_DECISIONS),
  /** Place of the rule in `rules`, from 0; null where none matched. */
  rule: v.nullable(v.number()),
  /** Why, in words. */
  reason: v.string(),
  /** The pending that it closed, or left open; null where none was asked. */
  pendingId: v.nullable(v.string()),
});
export type PolicyVerdict = v.InferOutput<typeof policyVerdictSchema>;
