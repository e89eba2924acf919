import { describe, expect, test } from 'vitest';
import { BASH_DIALOG, frame, RULE } from '../testing/frames.ts';
import { readScreen } from '../reading/read-screen.ts';
import type { Dialog } from '../types.ts';
import type { DialogTarget } from './key-plan.ts';
import { questionTarget } from './question-target.ts';
import { isMet, stepTowards } from './step-towards.ts';

async function dialogOf(text: string): Promise<Dialog> {
  const { dialog } = readScreen(await frame(text));
  if (dialog === null) throw new Error('The frame shows no dialog.');
  return dialog;
}

const QUESTION = `${RULE}
←  ☐ Features  ☐ Port  ✔ Submit  →

Which features?

❯ 1. [ ] Auth
         Login
  2. [✔] Logs
         Logging
  3. [ ] Type something
     Next
${RULE}
  4. Chat about this

Enter to select · Tab/Arrow keys to navigate · Esc to cancel`;

describe('one step', () => {
  test('moves a row nearer, and then confirms it', async () => {
    const dialog = await dialogOf(BASH_DIALOG);
    expect(stepTowards(dialog, { type: 'choose', label: 'No' })).toEqual({
      type: 'keys',
      keys: ['Down'],
      expect: { type: 'moved' },
    });
    expect(stepTowards(dialog, { type: 'choose', label: 'Yes' })).toEqual({
      type: 'keys',
      keys: ['Enter'],
      expect: { type: 'gone' },
    });
  });

  test('is blocked where the row is not there, or is there twice', async () => {
    const dialog = await dialogOf(BASH_DIALOG);
    expect(stepTowards(dialog, { type: 'choose', label: 'Yes, forever' }).type).toBe('blocked');
    const twice = { ...dialog, options: [...dialog.options, ...dialog.options] };
    expect(stepTowards(twice, { type: 'choose', label: 'No' }).type).toBe('blocked');
    const none = dialog.options.map((option) => ({ ...option, highlighted: false }));
    expect(stepTowards({ ...dialog, options: none }, { type: 'choose', label: 'No' }).type).toBe(
      'blocked',
    );
  });

  test('ticks and unticks, then leads on', async () => {
    const dialog = await dialogOf(QUESTION);
    const target: DialogTarget = { type: 'tick', labels: ['Auth'], text: null };
    expect(stepTowards(dialog, target)).toMatchObject({
      keys: ['Enter'],
      expect: { type: 'ticked', label: 'Auth', checked: true },
    });
    const ticked = await dialogOf(QUESTION.replace('[ ] Auth', '[✔] Auth'));
    expect(stepTowards(ticked, target)).toMatchObject({
      keys: ['Down'],
      expect: { type: 'moved' },
    });
    const done = await dialogOf(
      QUESTION.replace('[ ] Auth', '[✔] Auth').replace('[✔] Logs', '[ ] Logs'),
    );
    expect(stepTowards(done, target)).toMatchObject({
      keys: ['Down'],
      expect: { type: 'moved' },
    });
    expect(stepTowards(dialog, { type: 'tick', labels: ['Cache'], text: null }).type).toBe(
      'blocked',
    );
  });

  test('writes a text beside the ticks, and ticks that', async () => {
    const target: DialogTarget = { type: 'tick', labels: ['Logs'], text: 'Billing' };
    expect(stepTowards(await dialogOf(QUESTION), target)).toMatchObject({
      keys: ['Down'],
      expect: { type: 'moved' },
    });
    const there = QUESTION.replace('❯ 1', '  1').replace('  3. [ ]', '❯ 3. [ ]');
    expect(stepTowards(await dialogOf(there), target)).toMatchObject({ text: 'Billing' });
    const typed = there
      .replace('Type something', 'Billing')
      .replace('Tab/Arrow', 'ctrl+g to edit in Vim · Tab/Arrow');
    expect(stepTowards(await dialogOf(typed), target)).toMatchObject({
      keys: ['Enter'],
      expect: { type: 'ticked', label: 'Billing', checked: true },
    });
    const ticked = typed.replace('[ ] Billing', '[✔] Billing');
    expect(stepTowards(await dialogOf(ticked), target)).toMatchObject({
      keys: ['Down'],
      expect: { type: 'moved' },
    });
  });

  test('writes into the row for free text, and sends it once it is there', async () => {
    const dialog = await dialogOf(QUESTION);
    expect(stepTowards(dialog, { type: 'write', text: 'Billing' })).toMatchObject({
      expect: { type: 'moved' },
    });
    const there = QUESTION.replace('❯ 1', '  1').replace('  3. [ ]', '❯ 3. [ ]');
    expect(stepTowards(await dialogOf(there), { type: 'write', text: 'Billing' })).toEqual({
      type: 'text',
      text: 'Billing',
      expect: { type: 'typed', text: 'Billing' },
    });
    const typed = there
      .replace('Type something', 'Billing')
      .replace('Tab/Arrow', 'ctrl+g to edit in Vim · Tab/Arrow');
    expect(stepTowards(await dialogOf(typed), { type: 'write', text: 'Billing' })).toMatchObject({
      keys: ['Enter'],
    });
  });

  test('declines with a word: Tab on the plain row, the text, Enter', async () => {
    const target: DialogTarget = { type: 'decline', feedback: 'use rm' };
    const dialog = await dialogOf(BASH_DIALOG);
    expect(stepTowards(dialog, target)).toMatchObject({ keys: ['Down'] });
    const there = BASH_DIALOG.replace('❯ 1', '  1').replace('   3', ' ❯ 3');
    expect(stepTowards(await dialogOf(there), target)).toMatchObject({
      keys: ['Tab'],
      expect: { type: 'editable' },
    });
    const open = there
      .replace('3. No', '3. No, and tell Claude what to do differently')
      .replace(' · Tab to amend', '');
    expect(stepTowards(await dialogOf(open), target)).toMatchObject({
      type: 'text',
      text: 'use rm',
    });
    const typed = open.replace('No, and tell Claude what to do differently', 'No, use rm');
    expect(stepTowards(await dialogOf(typed), target)).toMatchObject({ keys: ['Enter'] });
    const mute = there.replace(' · Tab to amend', '');
    expect(stepTowards(await dialogOf(mute), target).type).toBe('blocked');
    const box = 'Type here to tell Claude what to do differently';
    expect(stepTowards(await dialogOf(there.replace('3. No', `3. ${box}`)), target)).toMatchObject({
      type: 'text',
      text: 'use rm',
    });
    const planning = there.replace('3. No', '3. No, keep planning');
    expect(stepTowards(await dialogOf(planning), target).type).toBe('blocked');
    const escape = there.replace('3. No', '3. No, and tell Claude what to do differently (esc)');
    expect(stepTowards(await dialogOf(escape), target).type).toBe('blocked');
  });

  test('dismisses by Escape', async () => {
    expect(stepTowards(await dialogOf(QUESTION), { type: 'dismiss' })).toEqual({
      type: 'keys',
      keys: ['Escape'],
      expect: { type: 'gone' },
    });
  });

  test('is met only by what was expected, in the same dialog', async () => {
    const dialog = await dialogOf(BASH_DIALOG);
    const moved = await dialogOf(BASH_DIALOG.replace('❯ 1', '  1').replace('   3', ' ❯ 3'));
    expect(isMet({ type: 'moved' }, dialog, moved)).toBe(true);
    expect(isMet({ type: 'moved' }, dialog, dialog)).toBe(false);
    expect(isMet({ type: 'gone' }, dialog, moved)).toBe(false);
    expect(isMet({ type: 'gone' }, dialog, null)).toBe(true);
    expect(isMet({ type: 'gone' }, dialog, { ...dialog, subject: 'rm x' })).toBe(true);
    expect(isMet({ type: 'editable' }, dialog, null)).toBe(false);
  });
});

describe('answers to questions', () => {
  test('each page has its own target, by the question', async () => {
    const page = await dialogOf(QUESTION);
    expect(questionTarget(page, { 'Which features?': ['Auth', 'Logs'] })).toEqual({
      type: 'tick',
      labels: ['Auth', 'Logs'],
      text: null,
    });
    expect(questionTarget(page, { 'Which features?': ['Billing', 'Logs'] })).toEqual({
      type: 'tick',
      labels: ['Logs'],
      text: 'Billing',
    });
    expect(questionTarget(page, { 'Which features?': ['One', 'Two'] })).toBe(null);
    expect(questionTarget(page, { 'Which port?': '8080' })).toBe(null);
  });

  test('the last page is to submit', async () => {
    const review = await dialogOf(`${RULE}
←  ☒ Features  ☒ Port  ✔ Submit  →

Review your answers

 ● Which features?
   → Auth

Ready to submit your answers?

❯ 1. Submit answers
  2. Cancel`);
    expect(review.name).toBe('question_review');
    expect(questionTarget(review, {})).toEqual({ type: 'choose', label: 'Submit answers' });
  });
});
