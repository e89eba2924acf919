import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createOwnedDirectory } from '../../sandbox/owned-directory.ts';
import { readHooks, takes } from './hook-settings.ts';

test('hooks of all settings are called, unless one turns them off', async () => {
  const directory = await createOwnedDirectory();
  const workDir = join(directory.path, 'work');
  const configDir = join(directory.path, 'config');
  mkdirSync(join(workDir, '.claude'), { recursive: true });
  mkdirSync(configDir);
  const given = (more: object = {}) =>
    JSON.stringify({
      hooks: {
        Stop: [
          {
            hooks: [
              {
                type: 'http',
                url: 'http://127.0.0.1:1/',
                headers: { a: '$TOKEN ${OTHER}' },
                allowedEnvVars: ['TOKEN'],
                timeout: 5,
              },
              { type: 'prompt', prompt: 'no model here' },
            ],
          },
        ],
      },
      ...more,
    });
  const user = {
    hooks: { Stop: [{ matcher: '', hooks: [{ type: 'command', command: 'true' }] }] },
  };
  writeFileSync(join(configDir, 'settings.json'), JSON.stringify(user));
  const environment = { TOKEN: 'secret', OTHER: 'hidden' };
  const places = { configDir, workDir, given: given(), environment };
  expect(readHooks(places).get('Stop')).toMatchObject([
    { timeout: 600, how: { type: 'command', command: 'true' } },
    { timeout: 5, how: { type: 'http', headers: { a: 'secret ${OTHER}' } } },
  ]);
  writeFileSync(join(workDir, '.claude', 'settings.json'), '{"disableAllHooks":true}');
  expect(readHooks(places).size).toBe(0);
  expect(readHooks({ ...places, given: given({ disableAllHooks: false }) }).size).toBe(1);
  expect(() => readHooks({ ...places, given: '/nowhere.json' })).toThrow('/nowhere.json');
  await directory.dispose();
});

test.each([
  ['', 'Bash', true],
  ['Edit|Write', 'Write', true],
  ['Edit|Write', 'WriteAll', false],
  ['mcp__.*', 'mcp__a__b', true],
  ['(', 'Bash', false],
])('the matcher %j and %s: %s', (matcher, tool, isTaken) => {
  expect(takes(matcher, tool)).toBe(isTaken);
});
