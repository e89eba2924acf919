import type { Explanation, ScreenExplained } from '@aegis/protocol';
import pc from 'picocolors';
import { expect, test } from 'vitest';
import { explanationView, screenExplanationView } from './explanation-view.ts';

const style = pc.createColors(false);
const NOW = Date.parse('2026-01-02T03:05:05.678Z');

const screen: ScreenExplained = {
  generation: '2.1',
  regions: [
    { name: 'block', from: 1, to: 4 },
    { name: 'list', from: 2, to: 4 },
  ],
  tried: [
    { rule: 'dialog.question', matched: false, why: 'it has no chips' },
    { rule: 'dialog.bash', matched: true, why: 'its title says so' },
  ],
  status: 'bash_approval',
  statusText: null,
  rule: 'screen.dialog.bash',
  activity: null,
  dialog: {
    name: 'bash',
    kind: 'bash',
    title: 'Bash command',
    toolName: 'Bash',
    subject: 'rm -rf x',
    options: [
      { label: 'Yes', role: 'accept', highlighted: true },
      { label: 'No', role: 'decline', highlighted: false },
    ],
  },
  cols: 40,
  rows: ['above', ' Bash command', ' ❯ 1. Yes', '   2. No', '', ''],
};

test('the regions stand beside the rows, then the rules, then the verdict', () => {
  expect(screenExplanationView(screen, style)).toBe(`Screen (40 columns; wording of Claude Code 2.1)
  0            above
  1  block  │   Bash command
  2  list   │   ❯ 1. Yes
  3         │     2. No
Rules, in the order in which they were tried
  no   dialog.question  it has no chips
  yes  dialog.bash      its title says so
Verdict
  bash_approval
  rule    screen.dialog.bash
  dialog  bash (bash)
  title   Bash command
  tool    Bash
  about   rm -rf x
  ❯  Yes  accept
     No   decline`);
});

test('a session’s explanation says what each source says, and who was believed', () => {
  const explanation: Explanation = {
    screen: null,
    sources: [
      {
        source: 'registry',
        status: 'working',
        rule: 'registry.busy',
        since: '2026-01-02T03:05:00.678Z',
      },
    ],
    decided: {
      by: 'busy_or_idle',
      evidence: { source: 'registry', rule: 'registry.busy', at: '2026-01-02T03:05:00.678Z' },
    },
  };
  expect(explanationView(explanation, style, NOW)).toBe(`There is no screen to read.
What each source says by itself
  registry  working  registry.busy  for 5s
Believed
  busy_or_idle: registry, registry.busy`);
});

test('an empty screen, and one that no rule was needed for', () => {
  const text = screenExplanationView(
    { ...screen, regions: [], tried: [], rows: ['', ''], dialog: null },
    style,
  );
  expect(text).toContain('  It is empty.');
  expect(text).toContain('  None was needed.');
});
