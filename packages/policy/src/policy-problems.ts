import type { PermissionPolicy, PolicyRule } from '@aegis/protocol';
import { FILE_TOOLS } from './files/file-tools.ts';
import { commandPattern } from './rules/command-pattern.ts';
import { pathPatternProblem } from './rules/path-pattern.ts';
import { isForTool, listOf } from './rules/tool-pattern.ts';
import { SHELL_TOOLS } from './shell/judge-command.ts';

export interface PolicyProblem {
  /** `rules.2.command`. */
  path: string;
  message: string;
}

/** What of a policy's rules can never be what was meant; none where all can be used. */
export function policyProblems({ rules }: PermissionPolicy): PolicyProblem[] {
  return rules.flatMap((rule, at) =>
    ruleProblems(rule).map(({ path, message }) => ({ path: `rules.${at}.${path}`, message })),
  );
}

function ruleProblems(rule: PolicyRule): PolicyProblem[] {
  const { command, path } = rule;
  if (command !== undefined && path !== undefined)
    return [{ path: 'path', message: 'a rule names a command or a path, not both' }];
  if (command !== undefined) return commandProblems(rule, listOf(command));
  return path === undefined ? [] : pathProblems(rule, listOf(path));
}

function commandProblems(rule: PolicyRule, commands: readonly string[]): PolicyProblem[] {
  if (!SHELL_TOOLS.some((tool) => isForTool(rule, tool)))
    return [
      problem('command', `is for ${SHELL_TOOLS.join(' and ')} alone, which \`tool\` does not name`),
    ];
  return commands
    .filter((command) => commandPattern(command) === null)
    .map((command) =>
      problem('command', `"${command}" is not the words of one simple command, with * for any`),
    );
}

function pathProblems(rule: PolicyRule, paths: readonly string[]): PolicyProblem[] {
  const tools = [...FILE_TOOLS, ...SHELL_TOOLS];
  if (!tools.some((tool) => isForTool(rule, tool)))
    return [problem('path', `is for ${tools.join(', ')} alone, none of which \`tool\` names`)];
  return paths.flatMap((path) => {
    const why = pathPatternProblem(path);
    return why === null ? [] : [problem('path', `"${path}" ${why}`)];
  });
}

function problem(path: string, message: string): PolicyProblem {
  return { path, message };
}
