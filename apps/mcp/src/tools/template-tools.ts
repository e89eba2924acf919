import {
  okSchema,
  runTemplateBodySchema,
  sessionSchema,
  templateBodySchema,
  templateIdSchema,
  templateListSchema,
  templateSchema,
} from '@aegis/protocol';
import * as v from 'valibot';
import { adviceOnSession } from '../advice.ts';
import { aboutNewSessions, withProgress } from '../events/with-progress.ts';
import { defineTool, type Tool } from '../tool.ts';
import { CREATE_PARAMETERS, SPELLED_ELSEWHERE } from './inputs.ts';

const TEMPLATE_ID = "The template's id: `id` of list_templates.";
const AS_THERE = 'As in create_session.';

const listTemplates = defineTool({
  name: 'list_templates',
  title: 'List templates',
  description:
    'Templates for sessions: what each is for, its prompt and the variables that it needs. Start one with run_template.',
  effect: 'reads',
  idempotent: true,
  reachesClaude: false,
  input: v.strictObject({}),
  parameters: {},
  output: templateListSchema,
  run: (_input, { client, signal }) => client.listTemplates({ signal }),
});

const runTemplate = defineTool({
  name: 'run_template',
  title: 'Run template',
  description:
    'Start a session from a template. What you give beside the variables goes before what the template says. Answers as create_session does.',
  effect: 'acts',
  idempotent: false,
  reachesClaude: true,
  input: v.strictObject({ id: templateIdSchema, ...runTemplateBodySchema.entries }),
  parameters: {
    id: TEMPLATE_ID,
    workDir: CREATE_PARAMETERS.workDir,
    variables: 'Values for the variables that the template needs, by name.',
    name: AS_THERE,
    permissionMode: AS_THERE,
    model: AS_THERE,
    env: AS_THERE,
    claudeArgs: AS_THERE,
    resumeSessionId: AS_THERE,
    forkSession: AS_THERE,
    parentId: AS_THERE,
    tags: AS_THERE,
    runtime: AS_THERE,
    worktree: AS_THERE,
    memoryKeys: AS_THERE,
    stallThresholdMs: AS_THERE,
    policy: AS_THERE,
    recovery: AS_THERE,
    wait: AS_THERE,
  },
  spelledElsewhere: SPELLED_ELSEWHERE,
  output: sessionSchema,
  run: async ({ id, ...body }, context) => {
    const { client, signal, shown, own } = context;
    const told = aboutNewSessions(
      ({ workDir }) => workDir === body.workDir,
      'Claude Code is being started',
    );
    const session = await withProgress(context, told, () =>
      client.runTemplate(id, body, { signal }),
    );
    shown.note(session);
    own.add(session);
    return session;
  },
  advice: adviceOnSession,
});

const createTemplate = defineTool({
  name: 'create_template',
  title: 'Create template',
  description:
    'Keep a prompt with `{{variables}}` and session options for use again. Fails with `template_exists` where the id is taken.',
  effect: 'acts',
  idempotent: false,
  reachesClaude: false,
  input: templateBodySchema,
  parameters: {
    id: 'Lower-case letters, digits and dashes.',
    description: 'What it is for.',
    prompt: 'The first prompt; `{{name}}` stands for a variable.',
    variables: 'Each with `name`; `description`; `default`, without which it is required.',
    session: 'Options of create_session, such as `permissionMode`, `model`, `tags`, `policy`.',
  },
  spelledElsewhere: ['session'],
  output: templateSchema,
  run: (input, { client, signal }) => client.createTemplate(input, { signal }),
});

const deleteTemplate = defineTool({
  name: 'delete_template',
  title: 'Delete template',
  description: 'Delete a template. Those that come with Aegis cannot be deleted.',
  effect: 'destroys',
  idempotent: true,
  reachesClaude: false,
  input: v.strictObject({ id: templateIdSchema }),
  parameters: { id: TEMPLATE_ID },
  output: okSchema,
  run: ({ id }, { client, signal }) => client.deleteTemplate(id, { signal }),
});

export const templateTools: readonly Tool[] = [
  listTemplates,
  runTemplate,
  createTemplate,
  deleteTemplate,
];
