import type { CanaryReport } from '@aegis/canary';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { runCli } from '../run-cli.ts';
import { createFakeIo } from '../testing/fake-io.ts';
import { canaryView } from '../views/canary-view.ts';

/** Loading all that a canary needs takes its time on a busy machine; no test is to pay for it. */
beforeAll(async () => {
  await import('@aegis/canary');
}, 120_000);

async function doctor(parameters: readonly string[]) {
  const directory = await mkdtemp(join(tmpdir(), 'aegis-no-claude-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const io = createFakeIo({ env: { PATH: directory, AEGIS_STATE_DIR: directory } });
  return { code: await runCli(['doctor', ...parameters], io), ...io.written };
}

describe('doctor --canary', () => {
  test.each([[['--canary']], [['--canary', '--claude', '/nowhere/claude']]])(
    '%j, where there is no Claude Code, could not be run: 2',
    async (parameters) => {
      const { code, stdout, stderr } = await doctor(parameters);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('(claude_not_found)');
    },
  );

  test('says so as JSON too', async () => {
    const { code, stderr } = await doctor(['--canary', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({ code: 'claude_not_found' });
  });

  test('its options are none of the plain doctor’s', async () => {
    expect(await doctor(['--claude', '/bin/claude'])).toMatchObject({ code: 2, stdout: '' });
    expect(await doctor(['--frames', '/tmp'])).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('its report', () => {
  const report: CanaryReport = {
    verdict: 'drifted',
    claude: { command: ['/bin/claude'], version: '2.1.400' },
    findings: [
      {
        area: 'screen',
        severity: 'drift',
        step: 'trust dialog',
        what: 'The trust dialog is not recognised: no rule knows its title "A\u001b[2J".',
        frame: '/frames/screen-1.txt',
      },
      { area: 'transcript', severity: 'notice', step: null, what: 'A new type.', frame: null },
    ],
    chapters: [
      {
        name: 'first start',
        steps: [
          { name: 'trust dialog', outcome: 'not_reached' },
          { name: 'first idle screen', outcome: 'not_tried' },
        ],
      },
      { name: 'a turn', steps: [{ name: 'end of a turn', outcome: 'reached' }] },
    ],
    durationMs: 58_400,
  };
  const style = pc.createColors(false);

  test('names what drifted, where its screen is, and which chapters were lost', () => {
    expect(canaryView(report, style))
      .toBe(`Claude Code 2.1.400 is not understood any more. (58 s, /bin/claude)
  lost  first start  0 of 2 steps
  ok    a turn
drift  screen: The trust dialog is not recognised: no rule knows its title "A␛[2J".
  → /frames/screen-1.txt
new  transcript: A new type.
What to do: docs/canary.md of Aegis.`);
  });

  test('is content where nothing did', () => {
    const content: CanaryReport = { ...report, verdict: 'understood', findings: [] };
    const text = canaryView(content, style);
    expect(text).toContain('Claude Code 2.1.400 is understood.');
    expect(text).not.toContain('What to do');
  });
});
