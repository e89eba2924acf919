import { PRECEDENCE_RULES } from '@aegis/protocol';
import { screenFromText } from '@aegis/screen';
import {
  createStatusState,
  observe,
  readScreen,
  sourceWords,
  viewOf,
  type HookObservation,
  type Observation,
} from '@aegis/status';
import { describe, expect, test } from 'vitest';
import { createMemoryStore } from '@aegis/store';
import { storedSession } from '../testing/stored-session.ts';
import { explainEnded, explainSession, precedenceRule } from './explain-session.ts';

const RULE = '─'.repeat(60);
const IDLE = `● Done.\n\n✻ Brewed for 3s\n\n${RULE}\n❯ \n${RULE}\n  ? for shortcuts`;
const BASH = `${RULE}\n Bash command\n\n   touch x\n\n Do you want to proceed?\n ❯ 1. Yes\n   2. No\n\n Esc to cancel`;

const seen = async (text: string, at: number): Promise<Observation> => ({
  source: 'screen',
  at,
  reading: readScreen(await screenFromText(text)),
});
const hook = (name: string, at: number, rest: Partial<HookObservation> = {}): Observation => ({
  source: 'hook',
  at,
  event: {
    ...{ name, agentId: null, toolName: null, subject: null, requestId: null },
    ...{ word: null, message: null, ...rest },
  },
});
const registry = (status: 'busy' | 'idle' | 'waiting', at: number): Observation => ({
  ...{ source: 'registry', at, status, changedAt: null },
  waitingFor: status === 'waiting' ? 'input needed' : null,
});
const stateAfter = (observations: readonly Observation[]) =>
  observations.reduce(observe, createStatusState(0));
const clock = (at: number): Observation => ({ source: 'clock', at });

describe('the rule of the precedence that decided', () => {
  test('each is told by what was observed', async () => {
    const cases: Record<(typeof PRECEDENCE_RULES)[number], readonly Observation[]> = {
      process_ended: [
        await seen(IDLE, 1),
        clock(1_000),
        { source: 'process', at: 2_000, exited: true },
      ],
      dialog_on_screen: [await seen(BASH, 1), clock(1_000)],
      request_held: [
        await seen(IDLE, 1),
        hook('PermissionRequest', 1_000, { toolName: 'Bash', requestId: 'req_1' }),
      ],
      registry_waiting: [await seen(IDLE, 1), clock(1_000), registry('waiting', 2_000)],
      before_first_frame: [await seen('', 1), clock(1_000), registry('idle', 1_100)],
      busy_or_idle: [await seen(IDLE, 1), clock(1_000), registry('busy', 2_000)],
      screen_alone: [],
    };
    for (const rule of PRECEDENCE_RULES) {
      expect([rule, precedenceRule(viewOf(stateAfter(cases[rule])))]).toEqual([rule, rule]);
    }
  });
});

test('an explanation has the screen as it was read, each source’s word, and who was believed', async () => {
  const screen = await screenFromText(BASH);
  const state = stateAfter([
    hook('UserPromptSubmit', 500),
    registry('busy', 600),
    await seen(BASH, 700),
    clock(1_000),
  ]);
  const explanation = explainSession({
    view: viewOf(state),
    words: sourceWords(state),
    screen,
    version: null,
    timeOf: (moment) => moment,
  });
  expect(explanation).toMatchObject({
    screen: {
      status: 'bash_approval',
      dialog: {
        name: 'bash',
        subject: 'touch x',
        options: [{ role: 'accept' }, { role: 'decline' }],
      },
      cols: screen.cols,
    },
    decided: { by: 'dialog_on_screen', evidence: { source: 'screen', rule: 'screen.dialog.bash' } },
  });
  expect(explanation.screen?.rows).toContain(' Do you want to proceed?');
  expect(explanation.screen?.tried.some(({ matched }) => matched)).toBe(true);
  expect(explanation.sources.map(({ source, status }) => [source, status])).toEqual(
    expect.arrayContaining([
      ['screen', 'bash_approval'],
      ['registry', 'working'],
      ['hook', 'working'],
    ]),
  );
});

test('of a session that has ended only that is left', () => {
  expect(explainEnded(storedSession(createMemoryStore(), { status: 'exited' }))).toMatchObject({
    screen: null,
    sources: [],
    decided: { by: 'process_ended' },
  });
});
