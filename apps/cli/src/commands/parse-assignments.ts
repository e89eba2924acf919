import { UsageError } from '../usage-error.ts';

/** `NAME=VALUE` options as a record. @throws UsageError naming the option where one has no name */
export function parseAssignments(
  option: string,
  assignments: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const at = assignment.indexOf('=');
      if (at < 1)
        throw new UsageError(`${option} ${JSON.stringify(assignment)}: write NAME=VALUE.`);
      return [assignment.slice(0, at), assignment.slice(at + 1)];
    }),
  );
}
