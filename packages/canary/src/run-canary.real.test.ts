import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { explainScreen, type ScreenInput } from '@aegis/status';
import { createOwnedDirectory, fetchClaude, leftovers, resolveClaude } from '@aegis/testkit';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { runCanary, type CanaryReport } from './run-canary.ts';

/** Two cores may be busy with other tests: nothing here rests on how long it takes. */
const TIMEOUT_MS = 300_000;

afterAll(() => {
  expect(leftovers()).toEqual([]);
});

const drifts = ({ findings }: CanaryReport) =>
  findings.filter(({ severity }) => severity === 'drift').map(({ what }) => what);

async function framesDirectory(): Promise<string> {
  const directory = await createOwnedDirectory();
  onTestFinished(() => directory.dispose());
  return join(directory.path, 'frames');
}

test(
  'Claude Code 2.1.330 is understood',
  async () => {
    const folder = await framesDirectory();
    const report = await runCanary({ claudeCommand: [resolveClaude()], framesDirectory: folder });
    expect(drifts(report)).toEqual([]);
    expect(report).toMatchObject({ verdict: 'understood', claude: { version: '2.1.330' } });
    expect(report.chapters).toHaveLength(9);
    const outcomes = report.chapters.flatMap(({ steps }) => steps.map(({ outcome }) => outcome));
    expect(new Set(outcomes)).toEqual(new Set(['reached']));
    expect(existsSync(folder)).toBe(false);
  },
  TIMEOUT_MS,
);

test(
  'so is 2.1.120, which has no registry',
  async () => {
    const report = await runCanary({
      claudeCommand: [await fetchClaude('2.1.120')],
      framesDirectory: await framesDirectory(),
    });
    expect(drifts(report)).toEqual([]);
    expect(report.claude.version).toBe('2.1.120');
  },
  TIMEOUT_MS,
);

/** The screen of a Claude Code whose words have changed, letter by letter, so that looks stay where they are. */
function drifted(screen: ScreenInput, words: Readonly<Record<string, string>>): ScreenInput {
  const change = (text: string) =>
    Object.entries(words).reduce((changed, [from, to]) => changed.replaceAll(from, to), text);
  return {
    ...screen,
    lines: screen.lines.map((line) => ({
      ...line,
      text: change(line.text),
      runs: line.runs.map((run) => ({ ...run, text: change(run.text) })),
    })),
  };
}

test(
  'a dialog that says other words is named, its screen is saved, and the tour goes on',
  async () => {
    const folder = await framesDirectory();
    const words = {
      'Accessing workspace': 'Boarding a workshop',
      'Yes, I trust this folder': 'Sure, I adopt that place',
      'No, exit': 'Go, away',
      'Is this a project you created': 'Is that a ferry which you steered',
    };
    const report = await runCanary({
      claudeCommand: [resolveClaude()],
      framesDirectory: folder,
      stepTimeoutMs: 8_000,
      chapters: ['first start', 'a turn'],
      explainScreen: (screen) => explainScreen(drifted(screen, words)),
    });
    expect(report.verdict).toBe('drifted');
    const [finding, ...others] = report.findings.filter(({ severity }) => severity === 'drift');
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ area: 'screen', step: 'trust dialog' });
    expect(finding?.what).toMatch(/^The trust dialog is not recognised: no rule knows /);
    expect(finding?.what).toContain('Boarding a workshop');
    expect(report.chapters.map(({ steps }) => steps.map(({ outcome }) => outcome))).toEqual([
      ['not_reached', 'not_tried'],
      ['reached', 'reached', 'reached'],
    ]);
    const path = finding?.frame ?? '';
    expect(path).toBe(join(folder, 'screen-1.txt'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const saved = readFileSync(path, 'utf8');
    expect(saved).toContain('Yes, I trust this folder');
    expect(saved).toContain('"tried"');
  },
  TIMEOUT_MS,
);

test(
  'what cannot be run is told as such, and leaves nothing',
  async () => {
    const directory = await createOwnedDirectory();
    onTestFinished(() => directory.dispose());
    for (const claudeCommand of [['/nowhere/claude'], ['no-such-claude'], [process.execPath]]) {
      const [program = '', ...rest] = claudeCommand;
      await expect(
        runCanary({ claudeCommand: [program, ...rest], searchPath: directory.path }),
      ).rejects.toMatchObject({ code: 'claude_not_found' });
    }
    await expect(
      runCanary({ claudeCommand: [resolveClaude()], tmuxPath: '/nowhere/tmux' }),
    ).rejects.toMatchObject({ code: 'tmux_not_found' });
  },
  TIMEOUT_MS,
);
