import type { Dialog } from '@aegis/status';
import { describe, expect, test } from 'vitest';
import type { HeldRequest } from '../hooks/held-requests.ts';
import { sampleDialog, sampleRequest } from '../testing/sample-dialog.ts';
import { trackPending, type TrackedPending } from './pending-tracker.ts';

interface Frame {
  dialog?: Dialog | null;
  request?: HeldRequest | null;
  /** We answered the request before this frame. */
  answered?: boolean;
}

/** The ids of what is pending, frame by frame; null where nothing is. */
function follow(frames: readonly Frame[]): (TrackedPending | null)[] {
  let ids = 0;
  let previous: TrackedPending | null = null;
  return frames.map(({ dialog = null, request = null, answered = false }, index) => {
    if (answered && previous !== null) previous = { ...previous, answered: true };
    previous = trackPending(previous, {
      dialog,
      request,
      now: Date.UTC(2026, 0, 1, 0, 0, index),
      moment: index,
      newId: () => `pnd_${(ids += 1)}`,
    });
    return previous;
  });
}
const idsOf = (frames: readonly Frame[]) => follow(frames).map((each) => each?.pending.id ?? null);

const dialog = sampleDialog();
const request = sampleRequest('req_1');

describe('one thing to answer keeps its id', () => {
  test('hook first, then the screen', () => {
    expect(idsOf([{ request }, { dialog, request }, {}])).toEqual(['req_1', 'req_1', null]);
  });

  test('screen first, then the hook', () => {
    expect(idsOf([{ dialog }, { dialog, request }, {}])).toEqual(['pnd_1', 'pnd_1', null]);
  });

  test('while its dialog leaves the screen after the answer', () => {
    const frames = [{ dialog, request }, { dialog, answered: true }, {}];
    expect(idsOf(frames)).toEqual(['req_1', 'req_1', null]);
  });

  test('where Claude Code let go of the hook and the dialog stays', () => {
    const [, released] = follow([{ dialog, request }, { dialog }]);
    expect(released).toMatchObject({
      requestId: null,
      pending: { id: 'req_1', via: 'screen', toolInput: { command: 'ls -l' } },
    });
  });

  test('while the highlight moves', () => {
    const moved = sampleDialog({
      options: dialog.options.map((row, index) => ({ ...row, highlighted: index === 1 })),
    });
    expect(idsOf([{ dialog }, { dialog: moved }])).toEqual(['pnd_1', 'pnd_1']);
  });

  test('over the pages of one question dialog', () => {
    const page = (number: number) =>
      sampleDialog({
        name: 'question',
        kind: 'question',
        title: `Page ${number}`,
        question: {
          question: `Q${number}?`,
          header: null,
          multiSelect: false,
          options: [],
          page: number,
          pages: ['A', 'B'],
        },
      });
    expect(idsOf([{ dialog: page(0) }, { dialog: page(1) }])).toEqual(['pnd_1', 'pnd_1']);
  });

  test('since is when it began', () => {
    const [first, second] = follow([{ dialog }, { dialog, request }]);
    expect(second?.pending.since).toBe(first?.pending.since);
  });
});

describe('another thing has another id', () => {
  test('the next dialog, though the first never left the screen', () => {
    const other = sampleDialog({ subject: 'rm -rf x', body: 'rm -rf x' });
    expect(idsOf([{ dialog }, { dialog: other }])).toEqual(['pnd_1', 'pnd_2']);
  });

  test('the same command asked again, its hook told before the screen changed', () => {
    const again = sampleRequest('req_2');
    const frames = [
      { dialog, request },
      { dialog, answered: true },
      { dialog, request: again },
    ];
    expect(idsOf(frames)).toEqual(['req_1', 'req_1', 'req_2']);
  });

  test('the same command asked again after the screen was clear', () => {
    expect(idsOf([{ dialog }, {}, { dialog }])).toEqual(['pnd_1', null, 'pnd_2']);
  });

  test('two held requests: the second is another one, and takes over its own dialog', () => {
    const second = sampleRequest('req_2', { tool_input: { command: 'pwd' } });
    const secondDialog = sampleDialog({ subject: 'pwd', body: 'pwd' });
    const frames = [
      { dialog, request },
      { request: second, answered: true },
      { dialog: secondDialog, request: second },
    ];
    expect(idsOf(frames)).toEqual(['req_1', 'req_2', 'req_2']);
    const [, , last] = follow(frames);
    expect(last?.pending.toolInput).toEqual({ command: 'pwd' });
    expect(last?.answered).toBe(false);
  });

  test('a dialog that only the screen knows, after one that a hook told of', () => {
    const trust = sampleDialog({ name: 'trust', kind: 'trust', title: 'Trust?', subject: null });
    expect(idsOf([{ dialog, request }, { dialog: trust }])).toEqual(['req_1', 'pnd_1']);
  });
});

describe('what is shown', () => {
  test('before the screen has drawn it', () => {
    const [bash] = follow([{ request }]);
    expect(bash?.pending).toEqual({
      id: 'req_1',
      kind: 'bash',
      title: 'Claude wants to use Bash',
      toolName: 'Bash',
      toolInput: { command: 'ls -l' },
      options: [],
      questions: [],
      since: '2026-01-01T00:00:00.000Z',
      via: 'hook',
    });
  });

  test.each([
    ['ExitPlanMode', 'plan', 'Claude has a plan ready'],
    ['AskUserQuestion', 'question', 'Claude asks a question'],
    ['WebFetch', 'permission', 'Claude wants to use WebFetch'],
    [undefined, 'permission', 'Claude asks for permission'],
  ])('for the tool %s: %s', (tool, kind, title) => {
    const [tracked] = follow([{ request: sampleRequest('req_1', { tool_name: tool }) }]);
    expect(tracked?.pending).toMatchObject({ kind, title });
  });

  test('questions come whole from the hook', () => {
    const questions = [
      { question: 'A?', header: 'a', multiSelect: true, options: [{ label: 'x' }] },
      { question: 'B?' },
    ];
    const body = { tool_name: 'AskUserQuestion', tool_input: { questions } };
    const [tracked] = follow([{ request: sampleRequest('req_1', body) }]);
    expect(tracked?.pending.questions).toEqual([
      {
        question: 'A?',
        header: 'a',
        multiSelect: true,
        options: [{ label: 'x', description: null }],
      },
      { question: 'B?', header: null, multiSelect: false, options: [] },
    ]);
  });

  test.each<[Partial<Dialog>, Record<string, unknown> | null]>([
    [{ name: 'bash', subject: 'ls' }, { command: 'ls' }],
    [{ name: 'edit', kind: 'permission', subject: 'a.ts' }, { file_path: 'a.ts' }],
    [{ name: 'fetch', kind: 'permission', subject: 'https://x' }, { url: 'https://x' }],
    [{ name: 'trust', kind: 'trust', subject: '/work' }, null],
    [{ name: 'bash', subject: null }, null],
  ])('from the screen alone: %j', (change, toolInput) => {
    const [tracked] = follow([{ dialog: sampleDialog(change) }]);
    expect(tracked?.pending).toMatchObject({ toolInput, via: 'screen' });
  });

  test('options stay while the dialog is redrawn', () => {
    const [, hidden] = follow([{ dialog, request }, { request }]);
    expect(hidden?.pending.options.map(({ role }) => role)).toEqual([
      'accept',
      'accept-always',
      'decline-with-feedback',
    ]);
  });

  test('the input is a copy', () => {
    const [tracked] = follow([{ request }]);
    expect(tracked?.pending.toolInput).not.toBe(request.call.toolInput);
  });
});
