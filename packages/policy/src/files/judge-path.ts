import type { PolicyRule } from '@aegis/protocol';
import type { PolicyRequest } from '../request.ts';
import { listOf } from '../rules/tool-pattern.ts';
import { pathPattern } from '../rules/path-pattern.ts';
import type { NamedPath } from './file-tools.ts';
import { normalisePath } from './normalise-path.ts';

/** Whether a rule is meant: for one that restricts it may be that this cannot be told. */
export type Match = 'yes' | 'no' | 'maybe';

/** Whether a rule's `path` is meant by a path of a call. */
export function matchPath(
  rule: PolicyRule,
  named: NamedPath,
  request: Pick<PolicyRequest, 'workDir' | 'home' | 'places'>,
): Match {
  const patterns = listOf(rule.path ?? []).map((pattern) => pathPattern(pattern, request));
  const places = named.path === null ? [] : (request.places[named.path] ?? []);
  if (rule.decision === 'allow') {
    const isMet = (place: string) =>
      patterns.some((pattern) =>
        named.reach === 'tree' ? pattern.coversTree(place) : pattern.matches(place),
      );
    return places.length > 0 && places.every(isMet) ? 'yes' : 'no';
  }
  if (named.path === null) return 'maybe';
  const all = [normalisePath(named.path), ...places];
  if (all.some((place) => patterns.some((pattern) => pattern.matches(place)))) return 'yes';
  const reaches = all.some((place) => patterns.some((pattern) => pattern.reachesInto(place)));
  if (named.reach === 'tree') return reaches ? 'maybe' : 'no';
  return places.length === 0 ? 'maybe' : 'no';
}
