import * as v from 'valibot';
import { AegisError } from './aegis-error.ts';

export interface RequestIssue {
  /** Where in the input, dotted: `env.PATH`; empty for the input as a whole. */
  path: string;
  message: string;
}

function issueMessage(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'strict_object' && issue.expected === 'never') return 'unknown field';
  if (issue.received === 'undefined') return 'is required';
  return issue.message;
}

export function toRequestIssues(
  issues: readonly v.BaseIssue<unknown>[],
): [RequestIssue, ...RequestIssue[]] {
  const [first, ...rest] = issues.map((issue) => {
    const path = v.getDotPath(issue) ?? '';
    return { path, message: issueMessage(issue) };
  });
  return [first ?? { path: '', message: 'invalid' }, ...rest];
}

/**
 * `input` as the schema's output.
 * @throws AegisError `invalid_request`, with each issue's path, where it does not fit.
 */
export function parseRequest<const S extends v.GenericSchema>(
  schema: S,
  input: unknown,
  what: string,
): v.InferOutput<S> {
  // To the library an array is an object too, and an empty one fits wherever no field is required.
  if (Array.isArray(input)) throw invalid(what, [{ path: '', message: 'must be one JSON object' }]);
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  throw invalid(what, toRequestIssues(result.issues));
}

function invalid(what: string, issues: readonly RequestIssue[]): AegisError {
  const sentence = issues
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join('; ');
  return new AegisError('invalid_request', `Invalid ${what}: ${sentence}.`, {
    details: { issues },
  });
}
