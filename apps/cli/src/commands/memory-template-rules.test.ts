import { sampleSession } from '@aegis/client/testing';
import { AegisError } from '@aegis/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AT, completed, createFakeWorld, type FakeWorld, ID } from '../testing/run-against-fake.ts';

let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.aegis.stop());
const last = () => world.bodies().at(-1);

describe('memory', () => {
  const entry = { key: 'plan/a', value: 'First.', updatedAt: AT, expiresAt: null };

  test('get prints a text as it is, all else as JSON', async () => {
    world.aegis.answer('getMemory', () => entry);
    expect(await world.run(['memory', 'get', 'plan/a'])).toMatchObject({
      code: 0,
      stdout: 'First.\n',
    });
    expect(world.aegis.requests[0]?.sessionId).toBe('plan/a');
    world.aegis.answer('getMemory', () => ({ ...entry, value: { a: [1] } }));
    expect((await world.run(['state', 'get', 'x'])).stdout).toBe('{"a":[1]}\n');
    expect(JSON.parse((await world.run(['memory', 'get', 'x', '--json'])).stdout)).toMatchObject({
      key: 'plan/a',
    });
  });

  test('set takes a text, JSON, or stdin', async () => {
    world.aegis.answer('setMemory', ({ body }) => ({ ...entry, ...(body as object) }));
    await world.run(['memory', 'set', 'a', '7', '--ttl', '90s']);
    expect(last()).toEqual(['setMemory', { key: 'a', value: '7', ttlSeconds: 90 }]);
    await world.run(['memory', 'set', 'a', '[7]', '--parse']);
    expect(last()).toEqual(['setMemory', { key: 'a', value: [7] }]);
    await world.run(['memory', 'set', 'a', '-'], { stdin: 'zwei\nZeilen\n' });
    expect(last()).toEqual(['setMemory', { key: 'a', value: 'zwei\nZeilen' }]);
    expect((await world.run(['memory', 'set', 'a b', '7'])).code).toBe(2);
    expect((await world.run(['memory', 'set', 'a', '{', '--parse'])).stderr).toContain('not JSON');
    expect((await world.run(['memory', 'set', 'a'], { isTty: true })).code).toBe(2);
  });

  test('ls and rm', async () => {
    world.aegis.answer('listMemory', () => ({ entries: [entry], nextCursor: null }));
    world.aegis.answer('deleteMemory', () => ({ ok: true }));
    expect((await world.run(['memory', 'ls', 'plan/'])).stdout).toMatch(
      /plan\/a +1m +never +First\.\n/,
    );
    expect(world.aegis.requests[0]?.query).toEqual({ prefix: 'plan/' });
    expect((await world.run(['memory', 'rm', 'a', 'b'])).stdout).toBe('Removed a\nRemoved b\n');
  });

  test('says where the keys are where there is no such one', async () => {
    world.aegis.answer('getMemory', () => {
      throw new AegisError('memory_not_found', 'There is no entry x.');
    });
    const run = await world.run(['memory', 'get', 'x']);
    expect(run.code).toBe(4);
    expect(run.stderr).toContain('aegis memory ls');
  });
});

describe('template', () => {
  const template = {
    id: 'greet',
    description: 'Says hello',
    prompt: 'Say hello to {{name}}.',
    variables: [
      { name: 'name', description: 'whom', default: null },
      { name: 'how', description: null, default: 'kindly' },
    ],
    session: { model: 'opus' },
    builtIn: false,
    updatedAt: AT,
  };
  beforeEach(() => {
    world.aegis.answer('listTemplates', () => ({ templates: [template], nextCursor: null }));
    world.aegis.answer('getTemplate', ({ sessionId }) => {
      if (sessionId === 'greet') return template;
      throw new AegisError('template_not_found', `There is no template ${sessionId}.`);
    });
    for (const route of ['createTemplate', 'replaceTemplate'] as const) {
      world.aegis.answer(route, () => template);
    }
    world.aegis.answer('runTemplate', () => sampleSession());
  });

  test('ls and show', async () => {
    expect((await world.run(['template', 'ls'])).stdout).toMatch(
      /greet +name \[how\] +own +Says hello\n/,
    );
    const shown = (await world.run(['template', 'show', 'greet'])).stdout;
    for (const part of ['required', 'default "kindly"', 'Say hello to', '"model": "opus"']) {
      expect(shown).toContain(part);
    }
    const missing = await world.run(['template', 'show', 'gret']);
    expect(missing.code).toBe(4);
    expect(missing.stderr).toContain('Did you mean "greet"?');
  });

  test('add takes options, or a file', async () => {
    await world.run([
      'template',
      'add',
      'greet',
      '-p',
      'Hi {{a}} {{b}}',
      '--var',
      'a',
      '--var',
      'b=x=y',
    ]);
    const variables = [{ name: 'a' }, { name: 'b', default: 'x=y' }];
    expect(last()).toEqual([
      'createTemplate',
      { id: 'greet', prompt: 'Hi {{a}} {{b}}', variables },
    ]);
    const stdin = 'prompt: |\n  Two\n  lines\nsession: { model: opus }\n';
    const run = await world.run(['template', 'add', 'greet', '-f', '-', '--replace'], { stdin });
    expect(run).toMatchObject({ code: 0, stdout: 'greet\n' });
    expect(last()).toEqual([
      'replaceTemplate',
      { prompt: 'Two\nlines\n', session: { model: 'opus' } },
    ]);
  });

  test.each([
    [['template', 'add', 'greet'], '', /--prompt, or a file/],
    [['template', 'add', 'Greet!', '-p', 'x'], '', /id: must be/],
    [['template', 'add', 'a', '-f', '-', '-p', 'x'], 'prompt: x', /leave --prompt/],
    [['template', 'add', 'a', '-f', '-'], 'id: b\nprompt: x', /is of the template b, not a/],
    [
      ['template', 'add', 'a', '-f', '-'],
      'prompt: x\nsession:\n  modle: y',
      /stdin:3: session\.modle/,
    ],
    [['template', 'run', 'greet', '--var', 'name'], '', /write NAME=VALUE/],
    [['template', 'run', 'greet', '--keep-worktree'], '', /go with --worktree/],
  ])('%j with %j is refused', async (parameters, stdin, message) => {
    const run = await world.run(parameters, { stdin });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(message);
  });

  test('run starts a session from it, in a directory', async () => {
    const flags = [
      '--var',
      'name=Ada',
      '-n',
      'hello',
      '--worktree',
      'topic',
      '--worktree-base',
      'main',
    ];
    const run = await world.run(['template', 'run', 'greet', 'sub', ...flags]);
    expect(run).toMatchObject({ code: 0, stdout: `${ID}\n` });
    expect(last()).toEqual([
      'runTemplate',
      {
        workDir: '/here/sub',
        variables: { name: 'Ada' },
        name: 'hello',
        worktree: { branch: 'topic', base: 'main' },
      },
    ]);
  });

  test('run --wait waits for its turn', async () => {
    world.put({ lastTurn: completed });
    const run = await world.run(['template', 'run', 'greet', '--var', 'name=Ada', '--wait']);
    expect(run).toMatchObject({ code: 0, stdout: 'All tests pass.\n' });
  });
});

describe('rules', () => {
  const policy = {
    rules: [{ tool: 'Bash', command: ['npm test', 'npm run *'], decision: 'allow' as const }],
  };
  const recovery = {
    rungs: [{ rung: 'nudge' as const }, { rung: 'escalate' as const, afterMs: 60_000 }],
  };
  beforeEach(() => {
    world.put({ name: 'fix', policy, recovery });
    world.aegis.answer('setPolicy', ({ body }) => sampleSession(body as object));
    world.aegis.answer('setRecovery', ({ body }) => sampleSession(body as object));
  });

  test('policy show, set and clear', async () => {
    expect((await world.run(['policy', 'show', 'fix'])).stdout).toMatch(
      /1 +allow +Bash +command npm test \| npm run \*\nWhere no rule matches: ask\.\n/,
    );
    const stdin = 'rules:\n  - tool: Read\n    path: src/**\n    decision: allow\ndefault: deny\n';
    const set = await world.run(['policy', 'set', 'fix', '-'], { stdin });
    expect(set.stdout).toContain('Where no rule matches: deny.');
    expect(last()).toEqual([
      'setPolicy',
      { policy: { rules: [{ tool: 'Read', path: 'src/**', decision: 'allow' }], default: 'deny' } },
    ]);
    await world.run(['policy', 'clear', 'fix']);
    expect(last()).toEqual(['setPolicy', { policy: null }]);
    const wrong = await world.run(['policy', 'set', 'fix', '-'], {
      stdin: 'rules:\n  - tool: Bash\n',
    });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('stdin:2: rules.0.decision');
  });

  test('recovery show, set and clear', async () => {
    expect((await world.run(['recovery', 'show', 'fix'])).stdout).toMatch(/2 +escalate +1m\n/);
    await world.run(['recovery', 'set', 'fix', '--steps', 'nudge, interrupt', '--include-tools']);
    expect(last()).toEqual([
      'setRecovery',
      { recovery: { rungs: [{ rung: 'nudge' }, { rung: 'interrupt' }], includeTools: true } },
    ]);
    expect((await world.run(['recovery', 'set', 'fix', '--steps', 'refine'])).code).toBe(2);
    expect((await world.run(['recovery', 'set', 'fix'])).code).toBe(2);
    await world.run(['recovery', 'clear', 'fix']);
    expect(last()).toEqual(['setRecovery', { recovery: null }]);
  });

  test('create takes them, and all that a session takes beside', async () => {
    const flags = ['--recovery', '-', '--memory', 'a', '--memory', 'b', '--stall-after', '10m'];
    const more = ['--parent', 'fix', '--worktree', '--template', 'greet', '--var', 'x=1'];
    const run = await world.run(['create', ...flags, ...more], {
      stdin: 'rungs: [{ rung: nudge }]',
    });
    expect(run.code).toBe(0);
    expect(last()).toEqual([
      'createSession',
      {
        workDir: '/here',
        recovery: { rungs: [{ rung: 'nudge' }] },
        memoryKeys: ['a', 'b'],
        stallThresholdMs: 600_000,
        parentId: ID,
        worktree: true,
        templateId: 'greet',
        variables: { x: '1' },
      },
    ]);
  });
});
