import {
  type FakeAegis,
  sampleMessage,
  sampleSession,
  startFakeAegis,
} from '@aegis/client/testing';
import type { RouteId } from '@aegis/protocol';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callTool, connect, texts } from './testing/connect.ts';
import * as samples from './testing/samples.ts';
import { ID, PIPELINE_ID } from './testing/samples.ts';
import { TOOLS } from './tools.ts';

let fake: FakeAegis;
let client: Client;
beforeAll(async () => {
  fake = await startFakeAegis();
  client = await connect({ baseUrl: fake.baseUrl, checksAnswers: true });
});
afterAll(async () => {
  await client.close();
  await fake.stop();
});
beforeEach(() => {
  fake.requests.splice(0);
  fake.sessions.set(ID, sampleSession());
});

const NAMES = TOOLS.map(({ description }) => description.name);
const sent = {
  ok: true,
  delivered: true,
  attempts: 1,
  verdict: 'delivered',
  evidence: null,
  messageId: 'm',
};

/** The 24 that the seeds name. */
const SEEDS =
  `create_session list_sessions get_status kill_session batch_create_sessions send_message send_bash
  send_command get_transcript capture_pane get_session_summary approve_permission reject_permission escape_session
  interrupt_session server_health get_session_metrics get_session_latency state_set state_get state_delete
  list_pipelines create_pipeline get_swarm`.split(/\s+/);

test('all 24 tools of the seeds are there, each name once', () => {
  expect(SEEDS).toHaveLength(24);
  expect(NAMES).toEqual(expect.arrayContaining(SEEDS));
  expect(new Set(NAMES).size).toBe(NAMES.length);
});

test.each(TOOLS.map((tool) => [tool.description.name, tool.description] as const))(
  '%s has valid schemas, each parameter described, and no other taken',
  (_name, { inputSchema, outputSchema, description, title }) => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    for (const schema of [inputSchema, outputSchema]) {
      expect(ajv.validateSchema(schema ?? true), JSON.stringify(ajv.errors)).toBe(true);
      expect(() => ajv.compile(schema ?? true)).not.toThrow();
    }
    expect(inputSchema['additionalProperties']).toBe(false);
    expect(outputSchema?.type).toBe('object');
    for (const property of Object.values(inputSchema.properties ?? {})) {
      expect(property).toHaveProperty('description');
    }
    expect(title).toBeTruthy();
    expect(description?.length).toBeLessThan(800);
  },
);

/** Characters of what a model reads of all tools before its first word: about four are a token. */
const BUDGET = 42_000;

test('together they cost a model about 10 000 tokens', () => {
  const read = TOOLS.map(({ description: { name, description, inputSchema } }) =>
    JSON.stringify({ name, description, inputSchema }),
  );
  expect(read.join('').length).toBeLessThan(BUDGET);
});

test('large parts are spelled out in one tool, and checked in all', async () => {
  const policy = (name: string) =>
    TOOLS.find(({ description }) => description.name === name)?.description.inputSchema
      .properties?.['policy'];
  expect(JSON.stringify(policy('set_policy'))).toContain('decision');
  expect(JSON.stringify(policy('create_session'))).not.toContain('decision');
  const bad = { workDir: '/project', policy: { rules: [{ tool: 'Bash', decision: 'perhaps' }] } };
  const result = await callTool(client, 'create_session', bad);
  expect(texts(result)[0]).toContain('policy.rules.0.decision');
  expect(fake.requests).toEqual([]);
});

test('an answer with a policy in it fits its schema', async () => {
  const policy = { rules: [{ tool: 'Read', decision: 'allow' as const }] };
  fake.answer('setPolicy', () => sampleSession({ policy }));
  const result = await callTool(client, 'set_policy', { sessionId: ID, policy });
  expect(result.structuredContent).toMatchObject({ policy });
});

interface Case {
  tool: string;
  input: Record<string, unknown>;
  route: RouteId;
  /** What stands for `:id` or `:key` in the path. */
  id?: string;
  query?: Record<string, string>;
  body?: unknown;
  answer: object;
}

const session = sampleSession();
const CASES: Case[] = [
  {
    tool: 'batch_create_sessions',
    input: { sessions: [{ workDir: '/project' }], concurrency: 2 },
    route: 'batchCreate',
    body: { sessions: [{ workDir: '/project' }], concurrency: 2 },
    answer: { results: [{ ok: true, session }], created: 1, failed: 0 },
  },
  {
    tool: 'send_command',
    input: { sessionId: ID, command: 'compact' },
    route: 'sendCommand',
    id: ID,
    body: { command: 'compact' },
    answer: sent,
  },
  {
    tool: 'send_bash',
    input: { sessionId: ID, command: 'ls', timeoutMs: 5 },
    route: 'sendBash',
    id: ID,
    body: { command: 'ls', timeoutMs: 5 },
    answer: { ...sent, stdout: 'a', stderr: '' },
  },
  {
    tool: 'get_session_summary',
    input: { sessionId: ID },
    route: 'summary',
    id: ID,
    answer: samples.summary,
  },
  {
    tool: 'get_session_metrics',
    input: { sessionId: ID },
    route: 'metrics',
    id: ID,
    answer: samples.metrics,
  },
  {
    tool: 'get_session_latency',
    input: { sessionId: ID },
    route: 'latency',
    id: ID,
    answer: samples.latency,
  },
  {
    tool: 'resume_session',
    input: { sessionId: ID, prompt: 'Go on.' },
    route: 'resumeSession',
    id: ID,
    body: { prompt: 'Go on.' },
    answer: session,
  },
  {
    tool: 'adopt_pane',
    input: { pane: '%3' },
    route: 'adoptSession',
    body: { pane: '%3' },
    answer: session,
  },
  { tool: 'list_adoptable_panes', input: {}, route: 'adoptablePanes', answer: { panes: [] } },
  {
    tool: 'release_session',
    input: { sessionId: ID },
    route: 'releaseSession',
    id: ID,
    answer: { ok: true },
  },
  {
    tool: 'run_quality_gate',
    input: { sessionId: ID, commands: ['npm test'] },
    route: 'runGate',
    id: ID,
    body: { commands: ['npm test'] },
    answer: samples.gateReport(),
  },
  {
    tool: 'get_quality_gate',
    input: { sessionId: ID },
    route: 'lastGate',
    id: ID,
    answer: samples.gateReport(),
  },
  {
    tool: 'set_policy',
    input: { sessionId: ID, policy: null },
    route: 'setPolicy',
    id: ID,
    body: { policy: null },
    answer: session,
  },
  {
    tool: 'set_recovery',
    input: { sessionId: ID, recovery: { rungs: [{ rung: 'nudge' }] } },
    route: 'setRecovery',
    id: ID,
    body: { recovery: { rungs: [{ rung: 'nudge' }] } },
    answer: session,
  },
  {
    tool: 'state_set',
    input: { key: 'plan/1', value: { a: 1 } },
    route: 'setMemory',
    body: { key: 'plan/1', value: { a: 1 } },
    answer: samples.entry,
  },
  {
    tool: 'state_get',
    input: { key: 'plan/1' },
    route: 'getMemory',
    id: 'plan/1',
    answer: samples.entry,
  },
  {
    tool: 'state_delete',
    input: { key: 'plan/1' },
    route: 'deleteMemory',
    id: 'plan/1',
    answer: { ok: true },
  },
  {
    tool: 'state_list',
    input: { prefix: 'plan' },
    route: 'listMemory',
    query: { prefix: 'plan' },
    answer: { entries: [samples.entry], nextCursor: null },
  },
  {
    tool: 'list_pipelines',
    input: { status: 'running' },
    route: 'listPipelines',
    query: { status: 'running' },
    answer: { pipelines: [samples.pipeline()], nextCursor: null },
  },
  {
    tool: 'get_pipeline',
    input: { pipelineId: PIPELINE_ID, waitMs: 5 },
    route: 'getPipeline',
    id: PIPELINE_ID,
    query: { waitMs: '5' },
    answer: samples.pipeline(),
  },
  {
    tool: 'cancel_pipeline',
    input: { pipelineId: PIPELINE_ID },
    route: 'cancelPipeline',
    id: PIPELINE_ID,
    answer: samples.pipeline({ status: 'cancelled' }),
  },
  {
    tool: 'resume_pipeline',
    input: { pipelineId: PIPELINE_ID },
    route: 'resumePipeline',
    id: PIPELINE_ID,
    answer: samples.pipeline(),
  },
  {
    tool: 'create_pipeline',
    input: { name: 'release', workDir: '/project', steps: [{ name: 'build', prompt: 'Build.' }] },
    route: 'createPipeline',
    body: { name: 'release', workDir: '/project', steps: [{ name: 'build', prompt: 'Build.' }] },
    answer: samples.pipeline(),
  },
  {
    tool: 'get_swarm',
    input: { tag: 'a', all: true },
    route: 'swarm',
    query: { tag: 'a', all: 'true' },
    answer: samples.swarm,
  },
  {
    tool: 'list_templates',
    input: {},
    route: 'listTemplates',
    answer: { templates: [samples.template], nextCursor: null },
  },
  {
    tool: 'run_template',
    input: { id: 'review', workDir: '/project', variables: { pr: '7' } },
    route: 'runTemplate',
    id: 'review',
    body: { workDir: '/project', variables: { pr: '7' } },
    answer: session,
  },
  {
    tool: 'create_template',
    input: { id: 'review', prompt: 'Review {{pr}}.' },
    route: 'createTemplate',
    body: { id: 'review', prompt: 'Review {{pr}}.' },
    answer: samples.template,
  },
  {
    tool: 'delete_template',
    input: { id: 'review' },
    route: 'deleteTemplate',
    id: 'review',
    answer: { ok: true },
  },
];

test.each(CASES)('$tool asks its route, and answers what it answered', async (each) => {
  fake.answer(each.route, () => each.answer);
  const result = await callTool(client, each.tool, each.input);
  expect(result.isError, texts(result)[0]).toBeFalsy();
  expect(result.structuredContent).toEqual(each.answer);
  const asked = fake.requests.find(({ routeId }) => routeId === each.route);
  expect(asked).toMatchObject({ sessionId: each.id ?? '', query: each.query ?? {} });
  if (each.body !== undefined) expect(asked?.body).toEqual(each.body);
});

describe('advice', () => {
  test('a gate that does not pass says what to do', async () => {
    fake.answer('runGate', () => samples.gateReport('fail'));
    const [, advice] = texts(await callTool(client, 'run_quality_gate', { sessionId: ID }));
    expect(advice).toContain('tests: 2 tests failed.');
    expect(advice).toContain('send_message');
  });

  test('a pipeline says which step waits for whom', async () => {
    const steps = [samples.step({ waitsOn: 'Bash command' })];
    fake.answer('getPipeline', () => samples.pipeline({ steps }));
    const [, advice] = texts(await callTool(client, 'get_pipeline', { pipelineId: PIPELINE_ID }));
    expect(advice).toContain(`step "build" (${ID}): Bash command`);
  });

  test('create_pipeline waits for the end where it is told to', async () => {
    fake.answer('createPipeline', () => samples.pipeline());
    fake.answer('getPipeline', () => samples.pipeline({ status: 'succeeded', steps: [] }));
    const input = { name: 'r', workDir: '/p', steps: [{ name: 'b', prompt: 'B.' }], waitMs: 70 };
    const result = await callTool(client, 'create_pipeline', input);
    expect(result.structuredContent).toMatchObject({ status: 'succeeded' });
    expect(fake.requests.map(({ routeId }) => routeId)).toContain('getPipeline');
    expect(fake.requests[0]?.body).not.toHaveProperty('waitMs');
  });

  test('get_status tells health where the server tells it', async () => {
    const hints = [{ code: 'hooks_silent', message: 'No hook has come in; look at the pane.' }];
    const health = {
      ...{ id: ID, status: 'idle', alive: true, healthy: false, hints, pid: 4 },
      lastActivityAt: samples.AT,
    };
    fake.answer('sessionHealth', () => health);
    const result = await callTool(client, 'get_status', { sessionId: ID });
    expect(result.structuredContent).toMatchObject({ id: ID, health });
    expect(texts(result)[1]).toContain('No hook has come in');
  });
});

test('the documentation has every tool, in a row, and no other', async () => {
  const page = await readFile(new URL('../../../docs/mcp.md', import.meta.url), 'utf8');
  const table = page.slice(page.indexOf('## Tools'), page.indexOf('## Resources'));
  const rows = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  expect(rows.sort()).toEqual([...NAMES].sort());
});

test('a transcript is asked for as before', async () => {
  fake.answer('readSession', () => ({
    ...{ messages: [sampleMessage()], status: 'idle', statusText: null, cursor: null },
  }));
  const result = await callTool(client, 'get_transcript', { sessionId: ID });
  expect(result.structuredContent).toMatchObject({ messages: [{ text: 'Done.' }] });
});
