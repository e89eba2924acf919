import { ERROR_STATUS, EVENT_TYPES, ROUTES, SESSION_STATUSES, type Route } from '@aegis/protocol';
import { listTools } from './list-tools.ts';

/** What stands in the reference between `<!-- begin: name -->` and `<!-- end: name -->`. */
export async function referenceSections(): Promise<Record<string, string>> {
  return {
    requests: requestTable(),
    statuses: SESSION_STATUSES.map((status) => `\`${status}\``).join(', '),
    events: EVENT_TYPES.map((type) => `\`${type}\``).join(', '),
    errors: errorTable(),
    tools: await toolTable(),
  };
}

/** The page with each section put in its place. @throws Error where the page has no place for one */
export function fillIn(page: string, sections: Readonly<Record<string, string>>): string {
  let filled = page;
  for (const [name, text] of Object.entries(sections)) {
    const [begin, end] = [`<!-- begin: ${name} -->`, `<!-- end: ${name} -->`];
    const [from, to] = [filled.indexOf(begin), filled.indexOf(end)];
    if (from === -1 || to < from) throw new Error(`The page has no "${begin} … ${end}".`);
    filled = `${filled.slice(0, from)}${begin}\n\n${text}\n\n${filled.slice(to)}`;
  }
  return filled;
}

function requestTable(): string {
  const rows = Object.values<Route>(ROUTES).map(({ method, path, scope, summary }) => [
    `\`${method} ${path}\``,
    scope,
    summary,
  ]);
  return table(['request', 'scope', 'what it does'], rows);
}

function errorTable(): string {
  const byStatus = new Map<number, string[]>();
  for (const [code, status] of Object.entries(ERROR_STATUS)) {
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\``]);
  }
  const rows = [...byStatus]
    .sort(([a], [b]) => a - b)
    .map(([status, codes]) => [String(status), codes.join(', ')]);
  return table(['status', 'codes'], rows);
}

async function toolTable(): Promise<string> {
  const rows = (await listTools()).map(({ name, summary, parameters }) => [
    `\`${name}(${parameters.join(', ')})\``,
    summary,
  ]);
  return table(['tool', 'what it does'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
