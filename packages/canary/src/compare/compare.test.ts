import { describe, expect, test } from 'vitest';
import { dialog, frame, goodTour, withStep } from '../testing/good-tour.ts';
import type { Seen, SeenHook } from '../seen.ts';
import { TOUR } from '../tour/tour.ts';
import { compare } from './compare.ts';

/** What is said of a tour. */
const said = (seen: Seen) => compare(TOUR, seen).map(({ what }) => what);
const withHooks = (
  seen: Seen,
  change: (hooks: readonly SeenHook[]) => readonly SeenHook[],
): Seen => ({
  ...seen,
  chapters: seen.chapters.map((chapter) => ({ ...chapter, hooks: change(chapter.hooks) })),
});

test('where all is as it was, nothing is said', () => {
  expect(said(goodTour())).toEqual([]);
});

describe('screens', () => {
  test('a dialog whose title no rule knows is named by it, and is why the step was not reached', () => {
    const unknown = frame({
      status: 'unknown',
      rule: 'screen.unknown_dialog',
      dialog: dialog({ title: 'Adopt this folder?' }),
    });
    const [finding, ...others] = compare(
      TOUR,
      withStep(goodTour(), 'trust dialog', { outcome: 'not_reached', frames: [unknown] }),
    );
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      area: 'screen',
      severity: 'drift',
      step: 'trust dialog',
      what: 'The trust dialog is not recognised: no rule knows its title "Adopt this folder?" (screen.unknown_dialog).',
    });
    expect(finding?.frame).toBe(unknown);
  });

  test.each([
    [
      'read as another one',
      [frame({ status: 'permission_prompt', dialog: dialog({ name: 'edit' }) })],
      'The bash permission dialog is read as the dialog "edit" (screen.box), not as the dialog "bash".',
    ],
    [
      'a screen without a rule',
      [frame({ status: 'unknown', rule: 'screen.no_rule' }, '  Something new')],
      'The bash permission dialog is not recognised: no rule knows what it shows, beginning with "Something new" (screen.no_rule).',
    ],
    [
      'a row whose label is unknown',
      [
        frame({
          status: 'bash_approval',
          dialog: dialog({ name: 'bash', subject: 'touch made.txt' }, ['accept', 'other']),
        }),
      ],
      'The bash permission dialog has no row known as decline; its rows are "Row 1", "Row 2".',
    ],
    [
      'the wrong command',
      [
        frame({
          status: 'bash_approval',
          dialog: dialog({ name: 'bash', subject: 'touch' }, ['accept', 'decline-with-feedback']),
        }),
      ],
      'The bash permission dialog is read as being about "touch", not "touch made.txt".',
    ],
  ])('%s', (_name, frames, what) => {
    expect(said(withStep(goodTour(), 'bash permission dialog', { frames }))).toEqual([what]);
  });

  test('an input box that is not found, or is not read as empty', () => {
    const lost = frame({ composer: null });
    const full = frame({ composer: { text: 'Try "fix"', ghost: null, mode: 'prompt' } });
    expect([
      ...said(withStep(goodTour(), 'fresh idle screen', { frames: [lost] })),
      ...said(withStep(goodTour(), 'fresh idle screen', { frames: [full] })),
    ]).toEqual([
      'The input box of the fresh idle screen is not recognised.',
      'The empty input box of the fresh idle screen is read as holding "Try \\"fix\\"".',
    ]);
  });

  test('work that is over before it was looked at was work all the same', () => {
    const frames = [frame({ status: 'working' }), frame({ status: 'idle' })];
    expect(said(withStep(goodTour(), 'turn while it streams', { frames }))).toEqual([]);
  });

  test('a screen on the way that stood and that no rule knows is an alarm, once', () => {
    const strange = frame(
      { status: 'unknown', rule: 'screen.no_rule', statusText: 'News!' },
      'News!',
      1_200,
    );
    const brief = frame({ status: 'unknown', rule: 'screen.half_drawn' }, '', 900);
    const overlay = frame(
      { status: 'unknown', activity: 'help', rule: 'screen.viewer.help' },
      '',
      9_000,
    );
    const idle = frame({});
    const seen = withStep(goodTour(), 'end of a rejected edit', {
      frames: [strange, brief, overlay, strange, idle],
    });
    const findings = compare(TOUR, seen);
    expect(findings.map(({ what }) => what)).toEqual([
      'Before the end of a rejected edit a screen stood for 1.2 s that no rule knows: "News!" (screen.no_rule).',
    ]);
    expect(findings[0]?.frame).toBe(strange);
  });
});

describe('hooks', () => {
  test('one that does not fire, in a version that has it', () => {
    const seen = withHooks(goodTour(), (hooks) =>
      hooks.filter(({ event }) => event !== 'PermissionRequest'),
    );
    expect(said(seen)).toEqual([
      'Hook PermissionRequest did not fire in the chapter "a command, approved by the hook".',
      'Hook PermissionRequest did not fire in the chapter "an edit, rejected".',
    ]);
    expect(said({ ...seen, hookEvents: [] })).toEqual([]);
  });

  test('one without a field that is read', () => {
    const seen = withHooks(goodTour(), (hooks) =>
      hooks.map((hook) => ({ ...hook, fields: ['session_id', 'prompt', 'tool_name', 'input'] })),
    );
    expect(said(seen)).toContain(
      'Hook PermissionRequest has no tool_input; its fields are session_id, prompt, tool_name, input.',
    );
  });

  test('an answer that did not go in by the hook', () => {
    const seen = withStep(goodTour(), 'end of an approved command', { via: 'screen' });
    expect(compare(TOUR, seen)).toMatchObject([
      {
        area: 'hook',
        what: 'The answer before the end of an approved command went in on the screen, not by the hook.',
      },
    ]);
  });
});

describe('the registry', () => {
  const withRegistry = (fields: readonly string[] | null, status: string | null): Seen => {
    const seen = goodTour();
    return {
      ...seen,
      chapters: seen.chapters.map((chapter) => ({
        ...chapter,
        steps: chapter.steps.map((step) => ({
          ...step,
          registry: step.registry && { fields, status },
        })),
      })),
    };
  };

  test.each<[readonly string[] | null, string | null, string]>([
    [null, null, 'There is no registry file for the running process.'],
    [
      ['pid', 'sessionId', 'state'],
      null,
      'The registry has no status; its fields are pid, sessionId, state.',
    ],
    [
      ['pid', 'sessionId', 'status'],
      'resting',
      'The registry says "resting", which is no word that is known.',
    ],
  ])('%j %j', (fields, status, what) => {
    expect(said(withRegistry(fields, status))).toEqual([what]);
    // A version that has no registry cannot have lost it.
    const old = { ...withRegistry(fields, status), features: { registry: false, questions: true } };
    expect(said(old)).toEqual([]);
  });

  test('another word than the screen’s', () => {
    const registry = { fields: ['pid', 'sessionId', 'status'], status: 'busy' };
    expect(said(withStep(goodTour(), 'bash permission dialog', { registry }))).toEqual([
      'The registry says "busy" at the bash permission dialog, not "waiting".',
    ]);
  });
});

describe('the transcript', () => {
  test('is not there', () => {
    expect(said({ ...goodTour(), transcript: null })).toEqual([
      'No transcript was found where Claude Code should write one.',
    ]);
  });

  test('does not say what was said, nor how turns ended', () => {
    const transcript = { types: ['user'], messages: [], effects: ['open'] };
    expect(said({ ...goodTour(), transcript })).toEqual([
      'The transcript has no user message of the type text: "Canary: say something.".',
      'The transcript has no assistant message of the type text: "The canary sings.".',
      'The transcript has no assistant message of the type tool_use.',
      'The transcript has no user message of the type tool_result.',
      'No line of the transcript says that a turn was finished.',
      'No line of the transcript says that a turn was interrupted.',
    ]);
  });

  test('a new type does no harm', () => {
    const { transcript } = goodTour();
    const types = ['user', 'assistant', 'weather-report'];
    const seen = { ...goodTour(), transcript: transcript && { ...transcript, types } };
    expect(compare(TOUR, seen)).toMatchObject([
      {
        severity: 'notice',
        what: 'The transcript has lines of the new type "weather-report"; they are kept as data.',
      },
    ]);
  });
});

describe('what came of it', () => {
  test('a turn that is told to have ended otherwise, and an answer that did not do what it says', () => {
    const seen = withStep(
      withStep(goodTour(), 'end of an interrupted turn', { outcomeOfTurn: 'completed' }),
      'end of a rejected edit',
      { file: 'one\nthree\n' },
    );
    expect(said(seen)).toEqual([
      expect.stringContaining('canary.txt holds "one\\nthree\\n", not "one\\ntwo\\n"'),
      'The end of an interrupted turn is told as completed, not as interrupted.',
    ]);
  });

  test('a step that was refused, and what follows it', () => {
    const seen = withStep(
      withStep(goodTour(), 'question dialog', {
        outcome: 'failed',
        problem: 'The prompt was not delivered (failed).',
      }),
      'end of an answered question',
      { outcome: 'not_tried', frames: [], outcomeOfTurn: null },
    );
    expect(said(seen)).toEqual([
      'The question dialog was not reached: The prompt was not delivered (failed).',
    ]);
  });

  test('a session that stayed where it was, though its screen is right', () => {
    const seen = withStep(goodTour(), 'end of a turn', {
      outcome: 'not_reached',
      status: { word: 'working', rule: 'registry.busy' },
    });
    expect(said(seen)).toEqual([
      'The end of a turn was not reached: the session did not come to idle (working, by registry.busy).',
    ]);
  });
});
