import { parseRequest, permissionPolicySchema, type PermissionPolicy } from '@aegis/protocol';

/** A policy of a document, and what it says of calls. */
export interface DocumentedExample {
  policy: PermissionPolicy;
  calls: { call: string; verdict: string; rule: number | null }[];
}

const ROW = /^\| `(?<call>.+?)`\s+\| (?<verdict>\w+)\s+\| (?<rule>\d*)\s*\|$/;

/** Each block of rules with the table that follows it. */
export function documentedExamples(markdown: string): DocumentedExample[] {
  return markdown
    .split('```json\n')
    .slice(1)
    .map((section) => {
      const [rules = '', rest = ''] = section.split('```');
      const calls = rest.split('\n').flatMap((line) => {
        const { call, verdict, rule } = ROW.exec(line)?.groups ?? {};
        if (call === undefined || verdict === undefined) return [];
        const at = rule === '' || rule === undefined ? null : Number(rule);
        return [{ call: call.replaceAll(String.raw`\|`, '|'), verdict, rule: at }];
      });
      return {
        policy: parseRequest(
          permissionPolicySchema,
          { rules: JSON.parse(rules) as unknown },
          'policy',
        ),
        calls,
      };
    });
}
