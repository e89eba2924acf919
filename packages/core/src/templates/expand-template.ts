import { AegisError, type CreateSessionBody, type TemplateFields } from '@aegis/protocol';
import { renderText } from '../text/render-text.ts';
import { variablesOf } from './template-variables.ts';

type Values = Readonly<Record<string, string>>;

/**
 * The session that a run of a template asks for. Each field of the request goes before the template's; of `env`, each
 * name. Variables are put into the prompt alone, and only as text.
 * @throws AegisError `variable_missing`, `variable_unknown`, `invalid_request`
 */
export function expandTemplate(
  { id, ...fields }: TemplateFields & { id: string },
  { variables, ...request }: Omit<CreateSessionBody, 'templateId'>,
): CreateSessionBody {
  const env = { ...fields.session?.env, ...request.env };
  return {
    ...fields.session,
    ...request,
    ...(Object.keys(env).length === 0 ? {} : { env }),
    prompt: promptOf(id, fields, request.prompt, variables),
    templateId: id,
  };
}

function promptOf(
  id: string,
  fields: TemplateFields,
  instead: string | undefined,
  given: Values | undefined,
): string {
  if (instead === undefined) return filledPrompt(id, fields, given ?? {});
  if (given === undefined) return instead;
  throw new AegisError(
    'invalid_request',
    "`variables` are for the template's prompt, and `prompt` stands in its place: leave one of them out.",
  );
}

function filledPrompt(id: string, fields: TemplateFields, given: Values): string {
  const variables = variablesOf(fields);
  const names = variables.map(({ name }) => name);
  const unknown = Object.keys(given).filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    const known = names.length === 0 ? 'It has none.' : `It has ${names.join(', ')}.`;
    throw new AegisError(
      'variable_unknown',
      `Template "${id}" has no variable ${unknown.map(short).join(', ')}. ${known}`,
      { details: { templateId: id, names: unknown.map(short), known: names } },
    );
  }
  const values = new Map<string, string>();
  for (const variable of variables) {
    const value = Object.hasOwn(given, variable.name) ? given[variable.name] : variable.default;
    if (value !== undefined) values.set(variable.name, value);
  }
  const missing = names.filter((name) => !values.has(name));
  if (missing.length > 0) {
    throw new AegisError(
      'variable_missing',
      `Template "${id}" needs ${missing.join(', ')}. Give them in \`variables\`.`,
      { details: { templateId: id, names: missing } },
    );
  }
  return renderText(fields.prompt, (name) => values.get(name) ?? null);
}

/** A caller's name may be anything. */
function short(name: string): string {
  return name.slice(0, 80);
}
