import { hookEvents } from '@aegis/core';
import type { Dialog, DialogRow, ScreenInput, ScreenReading } from '@aegis/status';
import type { Seen, SeenFrame, SeenStep } from '../seen.ts';
import type { Step } from '../tour/step.ts';
import { ANSWER, PROMPTS } from '../tour/story.ts';
import { TOUR } from '../tour/tour.ts';

/** A frame that reads as given. */
export function frame(reading: Partial<ScreenReading>, text = 'a row', stoodMs = 500): SeenFrame {
  const screen: ScreenInput = {
    cols: 80,
    rows: 1,
    cursor: { x: 0, y: 0, visible: true },
    title: '',
    alternate: false,
    lines: [{ text, wrapped: false, runs: [] }],
  };
  return {
    screen,
    stoodMs,
    reading: {
      status: 'idle',
      statusText: null,
      rule: 'screen.box',
      dialog: null,
      composer: null,
      activity: null,
      modeLine: null,
      turnEnd: null,
      closed: false,
      queued: 0,
      ...reading,
    },
  };
}

export function dialog(change: Partial<Dialog> = {}, roles: readonly string[] = []): Dialog {
  const options = roles.map((role, index): DialogRow => ({
    label: `Row ${index + 1}`,
    // The roles of the tour are roles of the protocol.
    role: role as DialogRow['role'],
    highlighted: index === 0,
    number: index + 1,
    checked: null,
    description: null,
    line: index,
  }));
  return {
    name: 'overlay',
    kind: 'dialog',
    title: 'A dialog',
    body: '',
    options,
    footer: null,
    toolName: null,
    subject: null,
    cut: false,
    question: null,
    ...change,
  };
}

/** What a step shows where all is as the tour wants it. */
function goodFrame({ status, screen = {} }: Step): SeenFrame {
  const { dialog: name, subject = null, roles = [], emptyBox } = screen;
  return frame({
    status,
    dialog: name === undefined ? null : dialog({ name, subject }, roles),
    composer: emptyBox === true ? { text: '', ghost: null, mode: 'prompt' } : null,
  });
}

function goodStep(step: Step): SeenStep {
  return {
    name: step.name,
    outcome: 'reached',
    problem: null,
    status: { word: step.status, rule: 'screen.box' },
    frames: [goodFrame(step)],
    registry:
      step.registry === undefined
        ? null
        : { fields: ['pid', 'sessionId', 'status'], status: step.registry },
    outcomeOfTurn: step.outcome ?? null,
    via: step.via ?? null,
    file: step.file?.content ?? null,
  };
}

const HOOK_FIELDS = ['session_id', 'prompt', 'tool_name', 'tool_input'];

/** A tour on which everything was understood, written by hand. */
export function goodTour(): Seen {
  return {
    version: '2.1.330',
    features: { registry: true, questions: true },
    hookEvents: hookEvents('2.1.330'),
    chapters: TOUR.map(({ name, steps, hooks }) => ({
      name,
      steps: steps.map(goodStep),
      hooks: hooks.map((event) => ({ event, fields: HOOK_FIELDS })),
    })),
    transcript: {
      types: ['assistant', 'user'],
      effects: ['finished', 'interrupted', 'none', 'open'],
      messages: [
        { role: 'user', contentType: 'text', text: PROMPTS.talk },
        { role: 'assistant', contentType: 'text', text: ANSWER },
        { role: 'assistant', contentType: 'tool_use', text: '' },
        { role: 'user', contentType: 'tool_result', text: '' },
      ],
    },
  };
}

/** The tour with one step changed. */
export function withStep(seen: Seen, name: string, change: Partial<SeenStep>): Seen {
  return {
    ...seen,
    chapters: seen.chapters.map((chapter) => ({
      ...chapter,
      steps: chapter.steps.map((step) => (step.name === name ? { ...step, ...change } : step)),
    })),
  };
}
