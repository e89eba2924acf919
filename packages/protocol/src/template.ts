import * as v from 'valibot';
import { templateIdSchema } from './ids.ts';
import { createSessionBodySchema } from './session.ts';
import { promptTextSchema } from './text.ts';
import { timestampSchema } from './time.ts';

/** A name in a template's text: `{{issue}}`. */
export const variableNameSchema = v.pipe(
  v.string(),
  v.maxLength(64),
  v.regex(/^(?!\d)\w+$/, 'must be a letter or _, then letters, digits and _'),
);

export const templateVariableSchema = v.strictObject({
  name: variableNameSchema,
  description: v.optional(v.pipe(v.string(), v.maxLength(1_000))),
  /** Without one the variable is required. */
  default: v.optional(v.pipe(v.string(), v.maxLength(10_000))),
});
export type TemplateVariable = v.InferOutput<typeof templateVariableSchema>;

/** What a session is started with, less what a run alone can say. */
export const templateSessionSchema = v.omit(createSessionBodySchema, [
  'workDir',
  'prompt',
  'resumeSessionId',
  'forkSession',
  'parentId',
  'templateId',
  'variables',
]);

const fields = {
  description: v.optional(v.pipe(v.string(), v.maxLength(1_000))),
  /** The first prompt; `{{name}}` stands for a variable. */
  prompt: promptTextSchema,
  variables: v.optional(v.pipe(v.array(templateVariableSchema), v.maxLength(50))),
  session: v.optional(templateSessionSchema),
};

export const templateBodySchema = v.strictObject({ id: templateIdSchema, ...fields });
export type TemplateBody = v.InferOutput<typeof templateBodySchema>;

/** To put in the place of a template: the same without its id. */
export const templateFieldsSchema = v.strictObject(fields);
export type TemplateFields = v.InferOutput<typeof templateFieldsSchema>;

export const templateSchema = v.object({
  id: v.string(),
  description: v.nullable(v.string()),
  prompt: v.string(),
  variables: v.array(
    v.object({
      name: v.string(),
      description: v.nullable(v.string()),
      default: v.nullable(v.string()),
    }),
  ),
  session: templateSessionSchema,
  /** Comes with Aegis, and cannot be changed or deleted. */
  builtIn: v.boolean(),
  updatedAt: v.nullable(timestampSchema),
});
export type Template = v.InferOutput<typeof templateSchema>;

/** By id. */
export const templateListSchema = v.object({
  templates: v.array(templateSchema),
  /** Null: all of them are in one page. */
  nextCursor: v.null(),
});
export type TemplateList = v.InferOutput<typeof templateListSchema>;

/** `workDir` and whatever else a session takes; what stands here goes before what the template says. */
export const runTemplateBodySchema = v.omit(createSessionBodySchema, ['prompt', 'templateId']);
export type RunTemplateBody = v.InferOutput<typeof runTemplateBodySchema>;
