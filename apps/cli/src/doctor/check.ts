/** What one check found: `warn` where work is possible all the same, `fail` where it is not. */
export interface Check {
  name: string;
  state: 'ok' | 'warn' | 'fail';
  /** What was found. */
  found: string;
  /** What to do about it; null where nothing is to be done. */
  fix: string | null;
}

export function ok(name: string, found: string): Check {
  return { name, state: 'ok', found, fix: null };
}

export function warn(name: string, found: string, fix: string): Check {
  return { name, state: 'warn', found, fix };
}

export function fail(name: string, found: string, fix: string): Check {
  return { name, state: 'fail', found, fix };
}
