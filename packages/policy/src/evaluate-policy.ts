import type { PermissionPolicy, PolicyRule } from '@aegis/protocol';
import { namedPath, type NamedPath } from './files/file-tools.ts';
import { matchPath, type Match } from './files/judge-path.ts';
import type { PartVerdict, PolicyEvaluation, PolicyRequest } from './request.ts';
import { firstMeant } from './rules/first-meant.ts';
import { orDefault } from './rules/or-default.ts';
import { isForTool, namesTool } from './rules/tool-pattern.ts';
import { judgeCommand, openedPath, SHELL_TOOLS } from './shell/judge-command.ts';
import { readCommand } from './shell/read-command.ts';
import { shortened } from './shortened.ts';

const QUESTION_TOOL = 'AskUserQuestion';
const PLAN_TOOL = 'ExitPlanMode';

/** What the rules of a policy say of a tool call. Never throws, and never allows what it does not understand. */
export function evaluatePolicy(policy: PermissionPolicy, request: PolicyRequest): PolicyEvaluation {
  const command = commandOf(request);
  const verdict =
    command === null ? judgeCall(policy, request) : judgeCommand(policy, command, request);
  const { decision, rule, mayBeDenied } = verdict;
  const reason = shortened(verdict.reason);
  return { decision, rule, reason, subject: subjectOf(request), mayBeDenied };
}

/**
 * The paths whose places {@link PolicyRequest.places} must tell, absolute and as the call names them: `..` and symbolic links
 * are for the file system to follow.
 */
export function namedPaths(request: Omit<PolicyRequest, 'places'>): string[] {
  const command = commandOf(request);
  const paths =
    command === null
      ? [namedPath(request)?.path ?? null]
      : readCommand(command).parts.map((part) =>
          part.kind === 'redirection' ? openedPath(part, request) : null,
        );
  return [...new Set(paths.filter((path) => path !== null))];
}

function commandOf({ toolName, toolInput }: Omit<PolicyRequest, 'places'>): string | null {
  const command = SHELL_TOOLS.includes(toolName) ? toolInput?.['command'] : undefined;
  return typeof command === 'string' ? command : null;
}

/** A call that is no command: by its tool, and the path that it names. */
function judgeCall(policy: PermissionPolicy, request: PolicyRequest): PartVerdict {
  const { toolName } = request;
  const named = namedPath(request);
  const match = (rule: PolicyRule) => matchCall(rule, named, request);
  const verdict = firstMeant(policy.rules, match, `this use of ${toolName}`);
  return orDefault(policy, verdict, `no rule is for this use of ${toolName}`);
}

function matchCall(rule: PolicyRule, named: NamedPath | null, request: PolicyRequest): Match {
  if (!isForTool(rule, request.toolName)) return 'no';
  if (rule.decision === 'allow' && !mayAllow(rule, request.toolName)) return 'no';
  // A shell's call without a command, or another tool: what it would run is not known.
  if (rule.command !== undefined) {
    const isShell = SHELL_TOOLS.includes(request.toolName);
    return isShell && rule.decision !== 'allow' ? 'maybe' : 'no';
  }
  if (rule.path === undefined) return 'yes';
  return named === null ? 'no' : matchPath(rule, named, request);
}

/** A question is for somebody to answer; a plan is approved by a rule that names its tool. */
function mayAllow(rule: PolicyRule, toolName: string): boolean {
  if (toolName === QUESTION_TOOL) return false;
  return toolName !== PLAN_TOOL || namesTool(rule, PLAN_TOOL);
}

function subjectOf(request: PolicyRequest): string | null {
  for (const field of ['command', 'file_path', 'notebook_path', 'path', 'url', 'pattern']) {
    const value = request.toolInput?.[field];
    if (typeof value === 'string') return shortened(value);
  }
  return null;
}
