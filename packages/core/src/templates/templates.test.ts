import { parseRequest, templateSchema, type TemplateBody } from '@aegis/protocol';
import { createMemoryStore } from '@aegis/store';
import * as v from 'valibot';
import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { thrownBy } from '../testing/thrown-by.ts';
import { BUILT_IN_TEMPLATES } from './built-in.ts';
import { Templates } from './templates.ts';

const BODY: TemplateBody = {
  id: 'deploy',
  prompt: 'Deploy {{ what }} to {{where}}.',
  variables: [{ name: 'where', default: 'staging' }],
  session: { model: 'sonnet', tags: ['deploy'], env: { A: '1', B: '2' } },
};

let clock: ManualClock;
let store: ReturnType<typeof createMemoryStore>;
let templates: Templates;
beforeEach(() => {
  clock = new ManualClock();
  store = createMemoryStore();
  templates = new Templates(store, clock);
});

const codeOf = async (run: () => unknown) => (await thrownBy(run))?.code;
const run = (request: object = {}, templateId = 'deploy') =>
  templates.expand({ workDir: '/w', templateId, ...request });

describe('keeping templates', () => {
  test('gives back what was kept, also to the next program', () => {
    const kept = templates.create(BODY);
    expect(kept).toEqual({
      id: 'deploy',
      description: null,
      prompt: BODY.prompt,
      variables: [
        { name: 'where', description: null, default: 'staging' },
        { name: 'what', description: null, default: null },
      ],
      session: BODY.session,
      builtIn: false,
      updatedAt: new Date(clock.now()).toISOString(),
    });
    expect(v.is(templateSchema, kept)).toBe(true);
    expect(new Templates(store, clock).get('deploy')).toEqual(kept);
  });

  test('keeps none whose policy has a rule that can never be what was meant', async () => {
    const policy = { rules: [{ tool: 'Read', command: 'ls', decision: 'allow' as const }] };
    const error = await thrownBy(() => templates.create({ ...BODY, session: { policy } }));
    expect(error).toMatchObject({
      code: 'invalid_request',
      details: { issues: [{ path: 'session.policy.rules.0.command' }] },
    });
  });

  test('lists them by id, with those that come with Aegis', () => {
    templates.create(BODY);
    const listed = templates.list();
    expect(listed.map(({ id }) => id)).toEqual([
      'batch-task',
      'deploy',
      'fix-ci',
      'implement-issue',
      'review-pr',
    ]);
    expect(listed.filter(({ builtIn }) => !builtIn).map(({ id }) => id)).toEqual(['deploy']);
  });

  test('is created once, replaced when it is there, and deleted once', async () => {
    expect(await codeOf(() => templates.replace('deploy', { prompt: 'x' }))).toBe(
      'template_not_found',
    );
    templates.create(BODY);
    expect(await codeOf(() => templates.create(BODY))).toBe('template_exists');
    await clock.advance(1_000);
    const replaced = templates.replace('deploy', { prompt: 'Just {{go}}' });
    expect(replaced).toMatchObject({ prompt: 'Just {{go}}', session: {} });
    expect(Date.parse(replaced.updatedAt ?? '')).toBe(clock.now());
    templates.delete('deploy');
    expect(await codeOf(() => templates.delete('deploy'))).toBe('template_not_found');
    expect(await codeOf(() => templates.get('deploy'))).toBe('template_not_found');
    expect(await codeOf(() => run())).toBe('template_not_found');
  });

  test.each(BUILT_IN_TEMPLATES.map(({ id }) => id))('%s stays as it is', async (id) => {
    const before = templates.get(id);
    expect(before.builtIn).toBe(true);
    for (const change of [
      () => templates.create({ id, prompt: 'x' }),
      () => templates.replace(id, { prompt: 'x' }),
      () => templates.delete(id),
    ]) {
      expect(await codeOf(change)).toBe('template_built_in');
    }
    expect(templates.get(id)).toEqual(before);
  });

  test.each([
    ['a name that can be none', { prompt: '{{steps.build.output}} {{a-b}} {{1st}}' }],
    ['a variable that the prompt does not have', { prompt: 'x', variables: [{ name: 'y' }] }],
    [
      'a variable that is declared twice',
      { prompt: '{{y}}', variables: [{ name: 'y' }, { name: 'y', default: '' }] },
    ],
    [
      'too many variables',
      { prompt: Array.from({ length: 51 }, (_, index) => `{{v${index}}}`).join(' ') },
    ],
    ['a blank prompt', { prompt: ' \n' }],
  ])('refuses %s', async (_name, fields) => {
    expect(await codeOf(() => templates.create({ id: 'x', ...fields }))).toBe('invalid_request');
    expect(await codeOf(() => templates.get('x'))).toBe('template_not_found');
  });

  test('refuses a prompt that could never be sent', async () => {
    expect(await codeOf(() => templates.create({ id: 'x', prompt: '/clear {{y}}' }))).toBe(
      'command_prefix',
    );
    expect(await codeOf(() => templates.create({ id: 'x', prompt: 'bell \u0007' }))).toBe(
      'control_characters',
    );
  });

  test.each([
    [null],
    ['text'],
    [[]],
    [{}],
    [{ prompt: 7 }],
    [{ prompt: 'x', session: { workDir: '/w' } }],
    [{ prompt: 'x', session: { aFieldOfTomorrow: true } }],
  ])('keeps %j of another version, and shows nothing of it', async (value) => {
    store.setKey({ key: 'core.template.old', value, at: 0, expiresAt: null });
    expect(templates.list().some(({ id }) => id === 'old')).toBe(false);
    expect(await codeOf(() => templates.get('old'))).toBe('template_not_found');
    expect(await codeOf(() => run({}, 'old'))).toBe('template_not_found');
    expect(await codeOf(() => templates.create({ id: 'old', prompt: 'x' }))).toBe(
      'template_exists',
    );
    expect(store.getKey('core.template.old', 0)?.value).toEqual(value);
    expect(templates.replace('old', { prompt: 'x' }).prompt).toBe('x');
  });
});

describe('running one', () => {
  beforeEach(() => void templates.create(BODY));

  test('fills its prompt, and asks for its session', () => {
    expect(run({ variables: { what: 'api' } })).toEqual({
      ...{ workDir: '/w', templateId: 'deploy', prompt: 'Deploy api to staging.' },
      ...BODY.session,
    });
  });

  test('what stands in the request goes before it', () => {
    const request = { variables: { what: 'api', where: 'live' }, model: 'opus', tags: [] };
    expect(run({ ...request, env: { B: '3', C: '4' } })).toMatchObject({
      prompt: 'Deploy api to live.',
      model: 'opus',
      tags: [],
      env: { A: '1', B: '3', C: '4' },
    });
    expect(run({ prompt: 'Something else' })).toMatchObject({
      prompt: 'Something else',
      model: 'sonnet',
    });
  });

  test('says every variable that is missing or unknown', async () => {
    expect(await thrownBy(() => run())).toMatchObject({
      code: 'variable_missing',
      details: { names: ['what'] },
    });
    const variables = { what: 'a', x: '1', constructor: '2', __proto__: '3' };
    expect(await thrownBy(() => run({ variables }))).toMatchObject({
      code: 'variable_unknown',
      details: { names: ['x', 'constructor'], known: ['where', 'what'] },
    });
    templates.create({ id: 'tricky', prompt: '{{toString}} {{__proto__}}' });
    expect(await thrownBy(() => run({}, 'tricky'))).toMatchObject({
      code: 'variable_missing',
      details: { names: ['toString', '__proto__'] },
    });
  });

  test('takes values for text, and puts them nowhere but into the prompt', () => {
    templates.create({
      id: 'named',
      prompt: 'Go {{a}}',
      session: { name: '{{a}}', env: { X: '{{a}}' }, tags: ['{{a}}'] },
    });
    const value = '{{b}} $& \\{{a}}\n--dangerously-skip-permissions';
    expect(run({ variables: { a: value } }, 'named')).toEqual({
      workDir: '/w',
      templateId: 'named',
      prompt: `Go ${value}`,
      name: '{{a}}',
      env: { X: '{{a}}' },
      tags: ['{{a}}'],
    });
  });

  test('refuses variables that nothing is done with', async () => {
    expect(await codeOf(() => run({ prompt: 'x', variables: { what: 'a' } }))).toBe(
      'invalid_request',
    );
    expect(await codeOf(() => templates.expand({ workDir: '/w', variables: {} }))).toBe(
      'invalid_request',
    );
  });

  test('leaves a request without a template as it is', () => {
    const request = { workDir: '/w', prompt: '{{x}}' };
    expect(templates.expand(request)).toEqual(request);
  });

  test.each([
    ['implement-issue', { issue: '123' }, 'Implement issue #123. Read the issue description'],
    ['review-pr', { pr: '456' }, 'Review PR #456. Focus on: security issues, test coverage, API'],
    ['fix-ci', {}, 'CI is failing on main. Run the failing test suite'],
    ['batch-task', { task: 'Rename a' }, 'Rename a\n\nOther tasks'],
  ])('%s says what its prompt begins with', (id, variables, start) => {
    const { prompt = '' } = run({ variables }, id);
    expect(prompt.slice(0, start.length)).toBe(start);
  });
});

test('a template is what its schema lets through', () => {
  for (const { id, ...fields } of BUILT_IN_TEMPLATES) {
    const store = createMemoryStore();
    const kept = new Templates(store, new ManualClock()).create({ id: `my-${id}`, ...fields });
    expect(parseRequest(templateSchema, kept, 'template').prompt).toBe(fields.prompt);
  }
});
