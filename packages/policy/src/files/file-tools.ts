import picomatch from 'picomatch';
import type { PolicyRequest } from '../request.ts';
import { absolutePath } from './normalise-path.ts';

/** What a call does with a path: with the file itself, or with all that is below a directory. */
export interface NamedPath {
  /** Absolute, `..` and all; null where it cannot be told. */
  path: string | null;
  reach: 'file' | 'tree';
}

const PATH_FIELDS: Readonly<Record<string, string>> = {
  Read: 'file_path',
  Edit: 'file_path',
  MultiEdit: 'file_path',
  Write: 'file_path',
  NotebookEdit: 'notebook_path',
  NotebookRead: 'notebook_path',
  LS: 'path',
};
const SEARCH_TOOLS: readonly string[] = ['Glob', 'Grep'];

/** Tools whose calls name a path, which a rule may name then. */
export const FILE_TOOLS: readonly string[] = [...Object.keys(PATH_FIELDS), ...SEARCH_TOOLS];

/** The path that a call of one of {@link FILE_TOOLS} names; null for another tool. */
export function namedPath(request: Omit<PolicyRequest, 'places'>): NamedPath | null {
  const { toolName, toolInput } = request;
  if (SEARCH_TOOLS.includes(toolName)) return searchedPath(request);
  const field = Object.hasOwn(PATH_FIELDS, toolName) ? PATH_FIELDS[toolName] : undefined;
  if (field === undefined) return null;
  const value = toolInput?.[field];
  return { path: typeof value === 'string' ? absolutePath(value, request) : null, reach: 'file' };
}

/** A search begins in its `path`, and a glob may lead elsewhere from there. */
function searchedPath(request: Omit<PolicyRequest, 'places'>): NamedPath {
  const { toolName, toolInput, cwd } = request;
  const { path = cwd, pattern } = toolInput ?? {};
  if (typeof path !== 'string') return { path: null, reach: 'tree' };
  const begin = absolutePath(path === '' ? cwd : path, request);
  if (toolName !== 'Glob' || typeof pattern !== 'string' || begin === null)
    return { path: begin, reach: 'tree' };
  if (pattern.startsWith('~') || /(?:^|[/{,(|])\.\.(?:$|[/},)|])/.test(pattern))
    return { path: null, reach: 'tree' };
  // A brace may hold an absolute path of its own.
  if (/[{,(|]\//.test(pattern)) return { path: null, reach: 'tree' };
  const { base } = picomatch.scan(pattern);
  return { path: pattern.startsWith('/') ? base || '/' : `${begin}/${base}`, reach: 'tree' };
}
