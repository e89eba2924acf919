import type { PolicyRequest } from '../request.ts';

/** A path of a call as an absolute one, `..` and all; null where it cannot be told where it begins. */
export function absolutePath(
  path: string,
  { cwd, home }: Pick<PolicyRequest, 'cwd' | 'home'>,
): string | null {
  if (path === '' || path.includes('\0')) return null;
  if (path.startsWith('/')) return path;
  if (path === '~' || path.startsWith('~/')) return `${home}${path.slice(1)}`;
  if (path.startsWith('~')) return null;
  return `${cwd}/${path}`;
}

/** Without empty parts, `.` and `..`, by its words alone: symbolic links are not looked at. */
export function normalisePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
