import type { Template } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { indent } from '../text/indent.ts';
import { oneLine } from '../text/neutralise.ts';
import { listTable } from './facts.ts';

/** `{{name}}` variables: those without a default are required. */
function variableOf({ name, default: value }: Template['variables'][number]): string {
  return value === null ? name : `[${name}]`;
}

/** Templates, one on each line; a variable in brackets has a default. */
export function templateTable(templates: readonly Template[], style: Style): string {
  const rows = templates.map(({ id, variables, builtIn, description }) => [
    { text: id },
    { text: variables.map(variableOf).join(' ') },
    { text: builtIn ? 'built in' : 'own', style: style.dim },
    { text: oneLine(description ?? '') },
  ]);
  const head = ['ID', 'VARIABLES', 'FROM', 'DESCRIPTION'];
  return listTable(head, rows, { style, none: 'No templates.' });
}

/** A template with all that it says. */
export function templateView(template: Template, style: Style): string {
  const { id, description, builtIn, variables, prompt, session } = template;
  const rows = variables.map((variable) => [
    { text: variable.name },
    {
      text: variable.default === null ? 'required' : `default ${JSON.stringify(variable.default)}`,
    },
    { text: oneLine(variable.description ?? '') },
  ]);
  const heading = [style.bold(id), ...(builtIn ? [style.dim('built in')] : [])].join('  ');
  return [
    description === null ? heading : `${heading}\n${description}`,
    ...(rows.length === 0
      ? []
      : [`Variables:\n${indent(listTable(['NAME', '', ''], rows, { style, none: '' }))}`]),
    `Prompt:\n${indent(prompt)}`,
    ...(Object.keys(session).length === 0
      ? []
      : [`Session:\n${indent(JSON.stringify(session, null, 2))}`]),
  ].join('\n');
}
