import type { ApproveBody, Pending, RejectBody } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import type { HeldRequest } from '../hooks/held-requests.ts';
import { claudeFeatures } from '../launch/claude-features.ts';
import { samplePending, sampleRequest } from '../testing/sample-dialog.ts';
import { thrownBy } from '../testing/thrown-by.ts';
import {
  planApproval,
  planQuestionAnswer,
  planRejection,
  type AnswerTarget,
} from './plan-answer.ts';

function target(
  change: Partial<Pending> = {},
  request: HeldRequest | null = null,
  features = claudeFeatures(null),
): AnswerTarget {
  const requestId = request?.id ?? null;
  const pending = samplePending(change);
  const tracked = { pending, requestId, dialogKey: null, answered: false, openedAt: 0 };
  return { tracked, request, features };
}
const rule = {
  type: 'addRules',
  behavior: 'allow',
  rules: [{ toolName: 'Bash', ruleContent: 'ls:*' }],
};
const held = sampleRequest('req_1');
const heldWithRule = sampleRequest('req_1', { permission_suggestions: [rule] });
const heldPlan = sampleRequest('req_1', { tool_name: 'ExitPlanMode', tool_input: { plan: 'p' } });
const noOptions = { options: [] };

describe('approving through the held hook', () => {
  const approve = (body: ApproveBody, request = held, change: Partial<Pending> = {}) =>
    planApproval(target(change, request), body);

  test('once, named as the screen does', () => {
    expect(approve({})).toEqual({
      via: 'hook',
      requestId: 'req_1',
      decision: { behavior: 'allow' },
      chosen: 'Yes',
    });
    expect(approve({ option: 'Yes' })).toMatchObject({ via: 'hook', chosen: 'Yes' });
    expect(approve({ option: 1 })).toMatchObject({ via: 'hook', chosen: 'Yes' });
  });

  test('before the screen has drawn it', () => {
    expect(approve({}, held, noOptions)).toMatchObject({ via: 'hook', chosen: 'allow' });
  });

  test('for good: the rule that was suggested, or the row where there is none', () => {
    const granted = {
      via: 'hook',
      requestId: 'req_1',
      decision: { behavior: 'allow', updatedPermissions: [rule] },
      chosen: 'always allow Bash(ls:*)',
    };
    expect(approve({ scope: 'always' }, heldWithRule)).toEqual(granted);
    expect(approve({ scope: 'always' }, heldWithRule, noOptions)).toEqual(granted);
    const row = "Yes, and don't ask again for: ls";
    expect(approve({ scope: 'always' })).toMatchObject({ via: 'screen', label: row });
  });

  test('for good is the row of a version whose hook grants no rules', () => {
    const old = target({}, heldWithRule, claudeFeatures('2.0.45'));
    expect(planApproval(old, { scope: 'always' })).toMatchObject({ via: 'screen' });
  });

  test('for good is refused where nothing offers it', async () => {
    const error = await thrownBy(() => approve({ scope: 'always' }, held, noOptions));
    expect(error?.code).toBe('option_not_found');
  });

  test('a row that means more than "yes" is chosen on the screen', () => {
    expect(approve({ option: 2 })).toMatchObject({ via: 'screen', type: 'row', text: null });
  });

  test('the rows of a plan are the screen’s; without one the plan goes back whole', () => {
    const plan = { kind: 'plan', title: 'Plan' } as const;
    expect(approve({ option: 'Yes' }, heldPlan, plan)).toMatchObject({ via: 'screen' });
    expect(approve({}, heldPlan, plan)).toMatchObject({
      via: 'hook',
      decision: { updatedInput: { plan: 'p' } },
    });
  });
});

describe('approving on the screen', () => {
  test('takes the plain row', () => {
    expect(planApproval(target(), {})).toEqual({
      via: 'screen',
      type: 'row',
      label: 'Yes',
      text: null,
      chosen: 'Yes',
    });
  });

  test('refuses where there is none', async () => {
    expect(await thrownBy(() => planApproval(target(noOptions), {}))).toMatchObject({
      code: 'option_not_found',
    });
  });
});

describe('a question', () => {
  const question = { kind: 'question', title: 'Which?' } as const;

  test('is answered, not approved', async () => {
    for (const body of [{}, { scope: 'always' } as const]) {
      const error = await thrownBy(() => planApproval(target(question, held), body));
      expect(error?.code).toBe('not_supported');
    }
    expect(planApproval(target(question), { option: 1 })).toMatchObject({ label: 'Yes' });
  });

  test('answers go through the hook beside what was asked, or page by page', () => {
    const answers = new Map([
      ['A?', ['x', 'y']],
      ['B?', ['free']],
    ]);
    const asked = sampleRequest('req_1', { tool_input: { questions: [] } });
    expect(planQuestionAnswer(target(question, asked), answers)).toEqual({
      via: 'hook',
      requestId: 'req_1',
      decision: {
        behavior: 'allow',
        updatedInput: { questions: [], answers: { 'A?': 'x, y', 'B?': 'free' } },
      },
      chosen: 'x, y; free',
    });
    expect(planQuestionAnswer(target(question), answers)).toEqual({
      via: 'screen',
      type: 'questions',
      answers,
      chosen: 'x, y; free',
    });
  });
});

describe('rejecting', () => {
  const reject = (
    body: RejectBody,
    request: HeldRequest | null = null,
    change: Partial<Pending> = {},
  ) => planRejection(target(change, request), body);

  test('through the hook, with feedback or without', () => {
    expect(reject({}, held)).toMatchObject({ decision: { behavior: 'deny', interrupt: true } });
    expect(reject({ feedback: 'why' }, held, noOptions)).toEqual({
      via: 'hook',
      requestId: 'req_1',
      decision: { behavior: 'deny', message: 'why' },
      chosen: 'deny',
    });
  });

  test('on the screen: the row that declines, with the feedback written on it', () => {
    const label = 'No, and tell Claude what to do differently (esc)';
    expect(reject({})).toMatchObject({ via: 'screen', label, text: null });
    expect(reject({ feedback: 'why' })).toMatchObject({ via: 'screen', label, text: 'why' });
  });

  test.each(['trust', 'dialog'] as const)('a %s takes no feedback', async (kind) => {
    const error = await thrownBy(() => reject({ feedback: 'why' }, null, { kind }));
    expect(error?.code).toBe('feedback_not_possible');
    expect(reject({}, null, { kind })).toMatchObject({ via: 'screen' });
  });

  test('on the screen, Escape where no plain row declines', () => {
    const dismissed = { via: 'screen', type: 'dismiss', chosen: 'Escape' };
    const box = 'Type here to tell Claude what to do differently';
    const options = [{ label: box, role: 'decline-with-feedback', highlighted: true }] as const;
    const typed = { options: [...options] };
    expect(reject({}, null, typed)).toEqual({ ...dismissed, text: null });
    expect(reject({ feedback: 'why' }, null, typed)).toMatchObject({ label: box, text: 'why' });
    const question = { kind: 'question' } as const;
    expect(reject({}, null, question)).toEqual({ ...dismissed, text: null });
    expect(reject({ feedback: 'why' }, null, question)).toEqual({ ...dismissed, text: 'why' });
  });

  test('refuses where no row declines', async () => {
    expect(await thrownBy(() => reject({}, null, noOptions))).toMatchObject({
      code: 'option_not_found',
    });
  });
});
