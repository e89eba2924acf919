import { describe, expect, test } from 'vitest';
import {
  asking,
  bashDialog,
  clock,
  ENDED,
  hook,
  IDLE,
  INTERRUPTED,
  registry,
  screen,
  transcript,
  WORKING,
} from '../testing/observations.ts';
import type { Observation, StatusView } from '../types.ts';
import { nextDeadline, observe, viewOf } from './observe.ts';
import { createStatusState } from './state.ts';

const view = (...observations: Observation[]): StatusView =>
  viewOf(observations.reduce(observe, createStatusState(0)));

const RESTED = [
  screen(10, IDLE),
  registry(500, 'idle'),
  clock(700),
] as const satisfies readonly Observation[];

describe('without hooks, what was over before its work could be seen', () => {
  const completed = { outcome: 'completed', text: 'Sautéed for 0s' } as const;

  test('a dialog on the screen opens a turn, and its rejection ends it', () => {
    const asked = [...RESTED, screen(1000, bashDialog('ls')), registry(1100, 'waiting')];
    expect(view(...asked)).toMatchObject({ status: 'bash_approval', turn: 'open' });
    const rejected = [registry(2000, 'idle'), screen(2010, INTERRUPTED), clock(2200)];
    expect(view(...asked, ...rejected)).toMatchObject({
      turn: 'none',
      turnEnd: { outcome: 'interrupted', at: 2000 },
    });
  });

  test('so does the registry that waits for a permission, and nothing is drawn yet', () => {
    const asked = [...RESTED, registry(1000, 'waiting')];
    expect(view(...asked).turn).toBe('open');
  });

  test('a dialog that is of no turn opens none', () => {
    const picker = asking('unknown', {
      ...{ name: 'model_picker', kind: 'dialog', toolName: null, subject: null },
    });
    expect(view(...RESTED, screen(1000, picker), clock(1400)).turn).toBe('none');
    expect(view(...RESTED, registry(1000, 'waiting', 'dialog open')).turn).toBe('none');
  });

  test('idle since another time: a turn has ended, as the screen says', () => {
    const ended = { ...ENDED, turnEnd: completed };
    const missed = [...RESTED, screen(1050, ended), registry(1060, 'idle'), clock(1300)];
    expect(view(...missed)).toMatchObject({
      status: 'idle',
      turn: 'none',
      turnEnd: { outcome: 'completed', at: 1060 },
    });
  });

  test('the closing words are those of the turn before: the transcript says how it ended', () => {
    const before = [
      registry(1000, 'busy'),
      screen(1500, { ...ENDED, turnEnd: completed }),
      registry(1500, 'idle'),
      clock(1600),
    ];
    const again = [...RESTED, ...before, registry(2000, 'idle')];
    expect(view(...again).turn).toBe('ending');
    const failed = [...again, transcript(2001, 'turn-failed'), clock(3100)];
    expect(view(...failed).turnEnd).toMatchObject({ outcome: 'failed', at: 2000 });
    // Nobody says what it was: a command of Claude Code's own is no turn.
    expect(view(...again, clock(3100))).toMatchObject({ turn: 'none', turnEnd: null });
  });

  test('nothing but the transcript and the screen tell of it', () => {
    const before = [registry(1000, 'busy'), screen(1500, INTERRUPTED), registry(1500, 'idle')];
    const rested = [...RESTED, ...before, clock(1600)];
    expect(view(...rested).turnEnd).toMatchObject({ outcome: 'interrupted' });
    const told = transcript(1650, 'turn-finished', 1630);
    const missed = [...rested, told, screen(1700, { ...ENDED, turnEnd: completed }), clock(1900)];
    expect(view(...missed).turnEnd).toMatchObject({ outcome: 'completed' });
    // Its closing words may be those of the turn before.
    const same = [...rested, told, clock(2700)];
    expect(view(...same).turnEnd).toMatchObject({ outcome: 'completed', at: 1650 });
    // The prompt of the turn before, or of a conversation that goes on.
    const old = transcript(1650, 'turn-finished', 1000);
    expect(view(...rested, old, clock(2700)).turnEnd).toMatchObject({ outcome: 'interrupted' });
    expect(view(screen(10, IDLE), clock(200), transcript(1650, 'turn-finished', -5)).turn).toBe(
      'none',
    );
  });

  test('the same word of the same time is no news, and where hooks tell of turns they are believed', () => {
    expect(view(...RESTED, { ...registry(500, 'idle'), at: 900 }).turn).toBe('none');
    const told = [hook(800, 'UserPromptSubmit'), registry(810, 'busy'), hook(900, 'Stop')];
    const rested = [registry(910, 'idle'), screen(950, ENDED), clock(1200)];
    expect(view(...RESTED, ...told, ...rested, registry(1300, 'idle')).turn).toBe('none');
  });
});

describe('with hooks, a registry that is read late', () => {
  const stopped = [
    ...[screen(10, IDLE), registry(300, 'busy'), registry(500, 'idle'), clock(700)],
    hook(1000, 'UserPromptSubmit'),
    screen(1020, WORKING),
    hook(1100, 'Stop', { message: 'Done.' }),
  ];

  test('its rest before the turn is not the turn’s end', () => {
    expect(view(...stopped)).toMatchObject({ status: 'working', turnEnd: { text: 'Done.' } });
    const late = [...stopped, { ...registry(1010, 'busy'), at: 1150 }];
    expect(view(...late)).toMatchObject({ status: 'working', turn: 'none' });
    const ended = [...late, { ...registry(1120, 'idle'), at: 1200 }, clock(1300)];
    expect(view(...ended)).toMatchObject({ status: 'idle', turnEnd: { text: 'Done.' } });
  });

  test('the screen may show the end first, and one that never says a word is not waited for long', () => {
    expect(view(...stopped, screen(1150, ENDED), clock(1300)).status).toBe('idle');
    expect(view(...stopped, clock(2099)).status).toBe('working');
    expect(view(...stopped, clock(2100)).status).toBe('idle');
    const state = stopped.reduce(observe, createStatusState(0));
    expect(nextDeadline(state)).toBe(2100);
  });
});
