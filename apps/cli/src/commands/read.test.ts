import { sampleMessage } from '@aegis/client/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AT, createFakeWorld, type FakeWorld, ID } from '../testing/run-against-fake.ts';

let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.aegis.stop());

describe('read', () => {
  const messages = [
    sampleMessage({ id: '1', role: 'user', text: 'Test it.\u001b[2J' }),
    sampleMessage({
      id: '2',
      contentType: 'tool_use',
      toolName: 'Bash',
      toolInput: { command: 'npm test' },
      text: '',
    }),
    sampleMessage({
      id: '3',
      role: 'user',
      contentType: 'tool_result',
      text: 'a\nb',
      isError: true,
    }),
    sampleMessage({ id: '4', text: 'Done.', timestamp: null, isSidechain: true }),
  ];
  beforeEach(() => world.put());

  test('prints the conversation', async () => {
    world.aegis.answer('readSession', () => ({
      messages,
      status: 'idle',
      statusText: null,
      cursor: 'c',
    }));
    const run = await world.run(['read', ID, '--after', 'b', '--limit', '9', '--role', 'user']);
    expect(run.stdout).toBe(`user  ${AT}
  Test it.␛[2J

tool Bash  ${AT}
  command: npm test

error  ${AT}
  a
  b

assistant (subagent)
  Done.
`);
    expect(world.aegis.requests.at(-1)?.query).toEqual({ after: 'b', limit: '9', role: 'user' });
  });

  test('--follow prints what is added, each once, until the session ends', async () => {
    const said: typeof messages = messages.slice(0, 1);
    let status = 'working';
    world.aegis.answer('readSession', ({ query }) => {
      const from = Number(query['after'] ?? 0);
      return { messages: said.slice(from), status, statusText: null, cursor: String(said.length) };
    });
    const { io, done } = world.start(['read', ID, '--follow', '--json']);
    await expect.poll(() => io.written.stdout).toContain('"id":"1"');
    said.push(...messages.slice(1, 3));
    world.change({ status: 'working' });
    await expect.poll(() => io.written.stdout).toContain('"id":"3"');
    world.aegis.streams.cut();
    said.push(...messages.slice(3));
    status = 'exited';
    const run = await done;
    const printed = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(printed).toEqual(messages);
    expect(run.code).toBe(0);
  });

  test.each([
    [['read', ID, '--role', 'robot'], 'role'],
    [['read', ID, '--limit', 'many'], 'limit'],
    [['read', ID, '--follow', '--limit', '3'], '--limit'],
  ])('refuses %j', async (parameters, sentence) => {
    const run = await world.run(parameters);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(sentence);
  });
});
