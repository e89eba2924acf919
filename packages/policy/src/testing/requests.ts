import type { PermissionPolicy, PolicyRule } from '@aegis/protocol';
import { evaluatePolicy, namedPaths } from '../evaluate-policy.ts';
import { normalisePath } from '../files/normalise-path.ts';
import type { PolicyEvaluation, PolicyRequest } from '../request.ts';

export const WORK_DIR = '/work';

/** A call in {@link WORK_DIR}; `links` are symbolic links and where they lead: everything else is what it is called. */
export function request(
  toolName: string,
  toolInput: Record<string, unknown>,
  links: Readonly<Record<string, string>> = {},
): PolicyRequest {
  const known = { toolName, toolInput, workDir: WORK_DIR, cwd: WORK_DIR, home: '/home/me' };
  const places = Object.fromEntries(
    namedPaths(known).map((path) => [path, [followed(normalisePath(path), links)]]),
  );
  return { ...known, places };
}

function followed(path: string, links: Readonly<Record<string, string>>): string {
  const link = Object.keys(links).find((name) => path === name || path.startsWith(`${name}/`));
  return link === undefined ? path : `${links[link] ?? ''}${path.slice(link.length)}`;
}

export function bash(command: string): PolicyRequest {
  return request('Bash', { command });
}

export function allowing(...commands: string[]): PermissionPolicy {
  return { rules: [{ tool: 'Bash', command: commands, decision: 'allow' }] };
}

export function evaluate(rules: PolicyRule[], call: PolicyRequest): PolicyEvaluation {
  return evaluatePolicy({ rules }, call);
}
