import type { PermissionPolicy, PolicyRule } from '@aegis/protocol';
import { matchPath, type Match } from '../files/judge-path.ts';
import { absolutePath } from '../files/normalise-path.ts';
import type { PartVerdict, PolicyRequest } from '../request.ts';
import {
  allows,
  commandPattern,
  restricts,
  spells,
  type CommandPattern,
} from '../rules/command-pattern.ts';
import { firstMeant } from '../rules/first-meant.ts';
import { orDefault } from '../rules/or-default.ts';
import { isForTool, listOf } from '../rules/tool-pattern.ts';
import { shortened } from '../shortened.ts';
import { strictest } from '../strictest.ts';
import type { CommandPart, RedirectionPart, ShellPart } from './parts.ts';
import { readCommand } from './read-command.ts';

/** Tools whose calls are a command for a shell. */
export const SHELL_TOOLS: readonly string[] = ['Bash', 'Monitor'];
/** Tools whose rules for paths hold for what the shell itself opens. */
const SHELL_ACCESS = { read: ['Read'], write: ['Write', 'Edit'] } as const;

interface Prepared {
  rule: PolicyRule;
  /** Of its `command`; null among them is one that cannot be read. */
  patterns: readonly (CommandPattern | null)[];
}

/** Every command and every file of it, each by the first rule that is meant; the strictest of their verdicts. */
export function judgeCommand(
  policy: PermissionPolicy,
  source: string,
  request: PolicyRequest,
): PartVerdict {
  const { parts, suspects } = readCommand(source);
  const rules = policy.rules.map((rule) => ({
    rule,
    patterns: listOf(rule.command ?? []).map(commandPattern),
  }));
  const judge = (part: ShellPart) =>
    firstMeant(policy.rules, (_, at) => matchPart(part, rules[at], request), quoted(part));
  const verdicts = [
    ...parts.map((part) => orDefault(policy, judge(part), unmet(part))),
    ...suspects.flatMap((part) => {
      const verdict = judge(part);
      return verdict === null || verdict.decision === 'allow' ? [] : [verdict];
    }),
  ];
  const [first, ...others] = verdicts;
  // There is always a part.
  if (first === undefined) return orDefault(policy, null, 'it runs nothing');
  const worst = strictest([first, ...others]);
  if (worst.decision !== 'allow' || verdicts.length === 1) return worst;
  return { ...worst, reason: allReasons(verdicts) };
}

function matchPart(part: ShellPart, prepared: Prepared | undefined, request: PolicyRequest): Match {
  if (prepared === undefined) return 'no';
  const { rule } = prepared;
  const isForShell = isForTool(rule, request.toolName);
  if (rule.command === undefined && rule.path === undefined) return isForShell ? 'yes' : 'no';
  if (rule.path !== undefined) return matchOpened(part, rule, request, isForShell);
  if (!isForShell) return 'no';
  if (part.kind === 'redirection') return 'no';
  if (part.kind === 'unread') return rule.decision === 'allow' ? 'no' : 'maybe';
  return matchCommand(part, prepared);
}

/** A rule for paths is meant by what the shell opens; what it opens where nothing could be read is not known. */
function matchOpened(
  part: ShellPart,
  rule: PolicyRule,
  request: PolicyRequest,
  isForShell: boolean,
): Match {
  if (part.kind === 'command') return 'no';
  const tools = part.kind === 'redirection' ? SHELL_ACCESS[part.access] : ['Read', 'Write', 'Edit'];
  if (!isForShell && !tools.some((tool) => isForTool(rule, tool))) return 'no';
  if (part.kind === 'unread') return rule.decision === 'allow' ? 'no' : 'maybe';
  return matchPath(rule, { path: openedPath(part, request), reach: 'file' }, request);
}

export function openedPath(
  { path }: RedirectionPart,
  request: Pick<PolicyRequest, 'cwd' | 'home'>,
): string | null {
  return path === null ? null : absolutePath(path, request);
}

function matchCommand(part: CommandPart, { rule, patterns }: Prepared): Match {
  const usable = patterns.filter((pattern) => pattern !== null);
  if (rule.decision === 'allow') {
    return usable.some((pattern) => allowsPart(pattern, part)) ? 'yes' : 'no';
  }
  // Of a pattern that cannot be read it is not known what it restricts.
  const matches = usable.map((pattern) => restrictsPart(pattern, part));
  if (matches.includes('yes')) return 'yes';
  return matches.includes('maybe') || usable.length < patterns.length ? 'maybe' : 'no';
}

/** By itself, or by the command that runs it, where the pattern writes it out. */
function allowsPart(pattern: CommandPattern, part: CommandPart): boolean {
  if (part.problem !== null) return false;
  if (allows(pattern, part)) return true;
  return part.within.some(
    ({ command, at }) =>
      command.problem === null && spells(pattern, at) && allows(pattern, command),
  );
}

function restrictsPart(pattern: CommandPattern, part: CommandPart): Match {
  const within = part.within.filter(({ at }) => spells(pattern, at));
  const matches = [part, ...within.map(({ command }) => command)].map((command) =>
    restricts(pattern, command),
  );
  return (
    matches.find((match) => match === 'yes') ?? matches.find((match) => match === 'maybe') ?? 'no'
  );
}

/** Why no rule is met by a part. */
function unmet(part: ShellPart): string {
  const problem = part.kind === 'redirection' ? null : part.problem;
  return `no rule allows ${quoted(part)}${problem === null ? '' : `: ${problem}`}`;
}

function quoted({ text }: ShellPart): string {
  return `\`${shortened(text)}\``;
}

function allReasons(verdicts: readonly PartVerdict[]): string {
  return [...new Set(verdicts.map(({ reason }) => reason))].slice(0, 5).join('; ');
}
