import { AegisError } from '@aegis/protocol';

/** `{{name}}`, also with blanks inside; `\{{` is a plain `{{`. Whatever else stands in braces is text. */
const PLACEHOLDER = /\\\{\{|\{\{[ \t]*(\w[\w.-]*)[ \t]*\}\}/g;

/** The names in a text's placeholders, such as `issue` or `steps.build.output`: each once, in their order. */
export function placeholdersOf(text: string): string[] {
  const names = Array.from(text.matchAll(PLACEHOLDER), ([, name]) => name);
  return [...new Set(names.filter((name) => name !== undefined))];
}

/**
 * `text` with a value in the place of each placeholder. A value is data: what looks like a placeholder in it stays.
 * @param lookup null: there is nothing of this name
 * @throws AegisError `variable_unknown`, with every name that there is nothing of
 */
export function renderText(text: string, lookup: (name: string) => string | null): string {
  const values = new Map(placeholdersOf(text).map((name) => [name, lookup(name)]));
  const unknown = [...values].filter(([, value]) => value === null).map(([name]) => name);
  if (unknown.length > 0) {
    throw new AegisError(
      'variable_unknown',
      `There is nothing to put in the place of ${unknown.map((name) => `{{${name}}}`).join(', ')}. Write \\{{ where braces are meant.`,
      { details: { names: unknown } },
    );
  }
  return text.replace(PLACEHOLDER, (_match, name: string | undefined) =>
    name === undefined ? '{{' : (values.get(name) ?? ''),
  );
}
