import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bash, say } from '@aegis/testkit';
import { format, resolveConfig } from 'prettier';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeBlocks } from '../code-blocks.ts';
import { runShell } from '../run-shell.ts';
import { listTools } from '../skill/list-tools.ts';
import { referencePath } from '../skill/reference-path.ts';
import { fillIn, referenceSections } from '../skill/sections.ts';
import { setStage, type Stage } from '../stage.ts';

const folder = fileURLToPath(new URL('../../skill', import.meta.url));
const PAGES = [
  'SKILL.md',
  'references/api-quick-ref.md',
  'references/agent-template.md',
  'references/heartbeat-template.md',
];
const read = (page: string) => readFileSync(join(folder, page), 'utf8');

describe('the skill', () => {
  test('its reference is as the schemas are; `npm run skill:write` makes it so', async () => {
    const page = readFileSync(referencePath, 'utf8');
    const options = await resolveConfig(referencePath);
    const filled = fillIn(page, await referenceSections());
    expect(page).toBe(await format(filled, { ...options, filepath: referencePath }));
  });

  test.each(PAGES)('%s names no tool that is not there', async (page) => {
    const tools = new Set((await listTools()).map(({ name }) => name));
    // Names with `_` that are called, or stand alone as code, are tools; statuses and error codes stand in tables of their own.
    const called = [...read(page).matchAll(/\b([a-z]+(?:_[a-z]+)+)\(/g)].map(([, name]) => name);
    for (const name of called) expect(tools).toContain(name);
  });

  test.each(PAGES)('the links of %s lead somewhere', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(
      ([, link]) => link ?? '',
    );
    for (const link of links) expect(existsSync(join(folder, dirname(page), link))).toBe(true);
  });

  test('has the front matter that agents look for', () => {
    const [, front = ''] = /^---\n(.*?)\n---\n/s.exec(read('SKILL.md')) ?? [];
    expect(front).toMatch(/^name: aegis-bridge$/m);
    const description = /^description: (.*)$/m.exec(front)?.[1] ?? '';
    expect(description.length).toBeGreaterThan(100);
    expect(description.length).toBeLessThan(1_024);
    // What YAML would take for a key.
    expect(description).not.toMatch(/: /);
  });
});

describe('its requests', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
    stage.home.trust(stage.workDir);
    stage.api.when('Your task here', [bash('echo done > done.txt'), say('All done.')]);
    stage.api.when('Now write the tests.', [say('Tests written.')]);
  });
  afterAll(() => stage.dispose());

  test('run as they stand, one after the other', async () => {
    const blocks = codeBlocks(read('SKILL.md'), 'sh');
    const [health = '', create = '', send = '', wait = '', approve = '', messages = '', kill = ''] =
      blocks;
    expect(blocks).toHaveLength(7);
    const script = ['set -eu', health, create, wait, approve, wait, send, wait, messages, kill]
      .join('\n')
      .replaceAll('127.0.0.1:9100', `127.0.0.1:${stage.port}`)
      .replaceAll('/path/to/project', stage.workDir);
    const { code, stdout, stderr } = await runShell(stage, script);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('"status":"ok"');
    expect(stdout).toMatch(/bash_approval\n[\s\S]*"via":"hook"[\s\S]*idle\n[\s\S]*idle\n/);
    expect(stdout).toContain('Tests written.');
    expect(stdout).toContain('{"ok":true}');
  });

  test('and the heartbeat', async () => {
    const [swarm = ''] = codeBlocks(read('references/heartbeat-template.md'), 'sh');
    const script = swarm.replaceAll('127.0.0.1:9100', `127.0.0.1:${stage.port}`);
    const { code, stdout, stderr } = await runShell(stage, `set -eu -o pipefail\n${script}`);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^\d+ sessions, 0 wait, 0 stalled$/m);
  });
});
