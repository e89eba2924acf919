import { samplePending } from '@aegis/client/testing';
import { ROUTES, type RouteId } from '@aegis/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeWorld, type FakeWorld, ID } from './testing/run-against-fake.ts';
import { PIPELINE, samplePipeline } from './testing/sample-pipeline.ts';

const WEBHOOK = `whk_${'1'.repeat(20)}`;
const FILE = JSON.stringify({ name: 'p', steps: [{ name: 'a', prompt: 'go' }] });

/** A command line for each route, and what it reads from stdin: a route that no command reaches does not compile. */
const COMMANDS: Readonly<Record<RouteId, readonly [words: readonly string[], stdin?: string]>> = {
  createSession: [['create', '-p', 'go']],
  batchCreate: [['batch', '-f', '-', '--detach'], '{"prompt":"go"}'],
  adoptSession: [['adopt', '%1']],
  adoptablePanes: [['adopt']],
  listSessions: [['ls']],
  getSession: [['status', ID]],
  killSession: [['kill', ID]],
  resumeSession: [['resume', ID]],
  releaseSession: [['release', ID]],
  sendMessage: [['send', ID, 'go']],
  sendCommand: [['command', ID, '/compact']],
  sendBash: [['bash', ID, 'ls']],
  approve: [['approve', ID]],
  reject: [['reject', ID]],
  answer: [['answer', ID, '-a', 'Database=Postgres']],
  escape: [['escape', ID]],
  interrupt: [['interrupt', ID]],
  setPolicy: [['policy', 'clear', ID]],
  setRecovery: [['recovery', 'clear', ID]],
  readSession: [['read', ID]],
  capturePane: [['pane', ID]],
  wait: [['wait', ID]],
  summary: [['summary', ID]],
  metrics: [['metrics', ID]],
  latency: [['latency', ID]],
  sessionHealth: [['health', ID]],
  runGate: [['gate', ID]],
  lastGate: [['gate', ID, '--last']],
  swarm: [['swarm']],
  createPipeline: [['pipeline', 'run', '-', '--detach'], FILE],
  checkPipeline: [['pipeline', 'check', '-'], FILE],
  listPipelines: [['pipeline', 'ls']],
  getPipeline: [['pipeline', 'show', PIPELINE]],
  cancelPipeline: [['pipeline', 'cancel', PIPELINE]],
  resumePipeline: [['pipeline', 'resume', PIPELINE, '-d']],
  deletePipeline: [['pipeline', 'rm', PIPELINE]],
  setMemory: [['memory', 'set', 'plan', 'x']],
  listMemory: [['memory', 'ls']],
  getMemory: [['memory', 'get', 'plan']],
  deleteMemory: [['memory', 'rm', 'plan']],
  createTemplate: [['template', 'add', 'greet', '-p', 'hi']],
  listTemplates: [['template', 'ls']],
  getTemplate: [['template', 'show', 'greet']],
  replaceTemplate: [['template', 'add', 'greet', '-p', 'hi', '--replace']],
  deleteTemplate: [['template', 'rm', 'greet']],
  runTemplate: [['template', 'run', 'greet']],
  sessionEvents: [['send', ID, 'go', '--wait']],
  allEvents: [['events', '-f']],
  health: [['health']],
  disagreements: [['disagreements']],
  createToken: [['token', 'create', 'ci', '-s', 'read']],
  listTokens: [['token', 'ls']],
  revokeToken: [['token', 'revoke', `tok_${'1'.repeat(20)}`]],
  createWebhook: [['webhook', 'add', 'https://example.com/hook']],
  listWebhooks: [['webhook', 'ls']],
  removeWebhook: [['webhook', 'rm', WEBHOOK]],
  webhookDeliveries: [['webhook', 'deliveries', WEBHOOK]],
};

let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
  world.aegis.answer('getPipeline', () => samplePipeline());
});
const QUESTION = {
  ...{ question: 'Which database?', header: 'Database', multiSelect: false },
  options: [{ label: 'Postgres', description: null }],
};
afterEach(() => world.aegis.stop());

// What the server answers does not matter here: each command has tests of its own.
test.each(Object.keys(ROUTES) as RouteId[])('a command reaches %s', async (route) => {
  const [words, stdin = ''] = COMMANDS[route];
  const asks = samplePending({ kind: 'question', options: [], questions: [QUESTION] });
  world.put(route === 'answer' ? { status: 'ask_question', pending: asks } : {});
  const { io, done } = world.start(words, { stdin });
  await expect.poll(() => world.aegis.requests.map(({ routeId }) => routeId)).toContain(route);
  io.stop.abort();
  await done;
});
