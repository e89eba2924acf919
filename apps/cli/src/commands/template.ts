import {
  AegisError,
  parseRequest,
  runTemplateBodySchema,
  templateBodySchema,
  type TemplateFields,
  templateFieldsSchema,
} from '@aegis/protocol';
import { resolve } from 'node:path';
import type { CommandContext, CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { locateValue, parseLocated } from '../files/parse-file.ts';
import { readSource } from '../files/read-source.ts';
import { didYouMean } from '../text/closest.ts';
import { parseDuration } from '../text/duration.ts';
import { UsageError } from '../usage-error.ts';
import { templateTable, templateView } from '../views/template-view.ts';
import { readText } from './read-text.ts';
import { parentOf, type SessionFlags, sessionFields } from './session-fields.ts';
import { startSession } from './started-session.ts';

export interface TemplateAddFlags {
  file?: string;
  prompt?: string;
  description?: string;
  var?: readonly string[];
  replace?: true;
}

export interface TemplateRunFlags extends SessionFlags {
  wait?: true;
  timeout?: string;
}

/** Does something with a template; where there is none of that id, its error names those that are close. */
async function withTemplate<T>(
  context: CommandContext,
  id: string,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!AegisError.is(error) || error.code !== 'template_not_found') throw error;
    const client = await context.connect();
    const { templates } = await client.listTemplates({ signal: context.io.signal });
    const ids = templates.map((template) => template.id);
    throw new AegisError(error.code, `${error.message}${didYouMean(id, ids)}`, {
      details: error.details,
      cause: error,
    });
  }
}

export const templateLs: CommandHandler<unknown, []> = async (context) => {
  const client = await context.connect();
  const list = await client.listTemplates({ signal: context.io.signal });
  context.output.answer(list, ({ templates }, style) => templateTable(templates, style));
  return EXIT.ok;
};

export const templateShow: CommandHandler<unknown, [string]> = async (context, _flags, id) => {
  const client = await context.connect();
  const show = () => client.getTemplate(id, { signal: context.io.signal });
  context.output.answer(await withTemplate(context, id, show), templateView);
  return EXIT.ok;
};

/** `name`, or `name=default`. */
function variableFrom(text: string): { name: string; default?: string } {
  const at = text.indexOf('=');
  return at === -1 ? { name: text } : { name: text.slice(0, at), default: text.slice(at + 1) };
}

async function fieldsFrom(
  { io }: CommandContext,
  id: string,
  flags: TemplateAddFlags,
): Promise<TemplateFields> {
  const { file, prompt, description } = flags;
  if (file !== undefined) {
    if (prompt !== undefined || description !== undefined || flags.var !== undefined) {
      throw new UsageError('A file says everything; leave --prompt, --description and --var out.');
    }
    const source = await readSource(io, file);
    const located = locateValue(source);
    const value =
      typeof located.value === 'object' && located.value !== null && !('id' in located.value)
        ? { ...located.value, id }
        : located.value;
    const { id: named, ...fields } = parseLocated(templateBodySchema, source, {
      ...located,
      value,
    });
    if (named !== id)
      throw new UsageError(`${source.name} is of the template ${named}, not ${id}.`);
    return fields;
  }
  if (prompt === undefined) throw new UsageError('Give --prompt, or a file with --file.');
  const given = {
    prompt: prompt === '-' ? await readText(io) : prompt,
    description,
    variables: flags.var?.map(variableFrom),
  };
  return parseRequest(templateFieldsSchema, given, 'template');
}

export const templateAdd: CommandHandler<TemplateAddFlags, [string]> = async (
  context,
  flags,
  id,
) => {
  const { io, output } = context;
  const fields = await fieldsFrom(context, id, flags);
  const body = parseRequest(templateBodySchema, { id, ...fields }, 'template');
  const client = await context.connect();
  const template = flags.replace
    ? await client.replaceTemplate(id, fields, { signal: io.signal })
    : await client.createTemplate(body, { signal: io.signal });
  output.answer(template, ({ id: shown }) => shown);
  return EXIT.ok;
};

export const templateRm: CommandHandler<unknown, [string[]]> = async (context, _flags, ids) => {
  const { io, output } = context;
  const client = await context.connect();
  for (const id of ids) {
    const remove = () => client.deleteTemplate(id, { signal: io.signal });
    const answer = await withTemplate(context, id, remove);
    output.item({ ...answer, id }, (removed) => `Removed ${removed.id}`);
  }
  return EXIT.ok;
};

export const templateRun: CommandHandler<TemplateRunFlags, [string, string | undefined]> = async (
  context,
  flags,
  id,
  directory,
) => {
  const { io } = context;
  const { signal } = io;
  const timeoutMs = flags.timeout === undefined ? undefined : parseDuration(flags.timeout);
  const given = {
    workDir: resolve(io.cwd, directory ?? '.'),
    ...(await sessionFields(io, flags)),
  };
  const checked = parseRequest(runTemplateBodySchema, given, 'command line');
  const client = await context.connect();
  const body = { ...checked, ...(await parentOf(client, flags, signal)) };
  return startSession(context, {
    client,
    start: () => withTemplate(context, id, () => client.runTemplate(id, body, { signal })),
    hasPrompt: true,
    wait: flags.wait === true,
    timeoutMs,
  });
};
