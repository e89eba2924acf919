import { AegisError, variableNameSchema, type TemplateFields } from '@aegis/protocol';
import * as v from 'valibot';
import { checkPrompt } from '../delivery/check-prompt.ts';
import { placeholdersOf } from '../text/render-text.ts';

type Declared = NonNullable<TemplateFields['variables']>;

/** The most variables that a template may have, declared or not. */
const MAX_VARIABLES = 50;

/** What a template can be filled with: what it declares, then what stands in its prompt undeclared, which is required. */
export function variablesOf({ prompt, variables = [] }: TemplateFields): Declared {
  const declared = new Set(variables.map(({ name }) => name));
  const others = placeholdersOf(prompt).filter((name) => !declared.has(name));
  return [...variables, ...others.map((name) => ({ name }))];
}

/**
 * Whatever a template can be refused for before it is run.
 * @throws AegisError `invalid_request`, and what the text check throws
 */
export function checkTemplate(fields: TemplateFields): void {
  checkPrompt(fields.prompt, 'prompt');
  const names = placeholdersOf(fields.prompt);
  const declared = (fields.variables ?? []).map(({ name }) => name);
  refuse(
    names.filter((name) => !v.is(variableNameSchema, name)),
    (them) =>
      `\`prompt\` has ${them}, which can be no variable: a name is a letter or _, then letters, digits and _. Write \\{{ where braces are meant.`,
    (name) => `{{${name}}}`,
  );
  refuse(
    declared.filter((name, index) => declared.indexOf(name) !== index),
    (them) => `\`variables\` declares ${them} more than once.`,
  );
  refuse(
    declared.filter((name) => !names.includes(name)),
    (them) =>
      `\`variables\` declares ${them}, which \`prompt\` does not have; write {{name}} where its value is to stand, or leave it out.`,
  );
  const { length } = variablesOf(fields);
  if (length > MAX_VARIABLES) {
    throw new AegisError(
      'invalid_request',
      `A template has at most ${MAX_VARIABLES} variables, and this one has ${length}.`,
    );
  }
}

function refuse(
  names: readonly string[],
  sentence: (them: string) => string,
  shown: (name: string) => string = (name) => `"${name}"`,
): void {
  if (names.length === 0) return;
  throw new AegisError('invalid_request', sentence(names.map(shown).join(', ')), {
    details: { names: [...names] },
  });
}
