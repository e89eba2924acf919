import { questionSchema } from '@aegis/protocol';
import * as v from 'valibot';
import { toHookCall, toHookObservation } from '../../../packages/core/src/hooks/hook-body.ts';
import {
  allowAlways,
  allowOnce,
  answerQuestions,
} from '../../../packages/core/src/hooks/permission-decision.ts';
import { questionsOf } from '../../../packages/core/src/hooks/question-input.ts';
import { promise, type Door, type Verdict } from '../door.ts';
import { HOOK_SAMPLES } from '../input/hook-samples.ts';
import { mutatedJsonText } from '../input/mutate-json.ts';

export const hookBodies: Door<Uint8Array> = {
  name: 'hook-bodies',
  about: 'what Claude Code posts to its hooks, and what may be answered to it',
  share: 150,
  guidedBy: ['packages/core/src/hooks/'],
  open: () =>
    Promise.resolve({
      inputs: mutatedJsonText(HOOK_SAMPLES),
      check,
      guided: {
        samples: HOOK_SAMPLES.map((sample) => new TextEncoder().encode(JSON.stringify(sample))),
        toInput: (bytes) => bytes,
      },
    }),
};

const textOrNull = v.nullable(v.string());
const callSchema = v.strictObject({
  event: v.string(),
  claudeSessionId: textOrNull,
  transcriptPath: textOrNull,
  cwd: textOrNull,
  permissionMode: textOrNull,
  agentId: textOrNull,
  agentType: textOrNull,
  prompt: textOrNull,
  toolName: textOrNull,
  toolUseId: textOrNull,
  toolInput: v.nullable(v.custom<object>((value) => typeof value === 'object' && value !== null)),
  permissionSuggestions: v.array(v.unknown()),
  word: textOrNull,
  message: textOrNull,
});

function check(bytes: Uint8Array): Verdict {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // The listener answers 400.
    return 'rejected';
  }
  const call = toHookCall('PermissionRequest', body);
  promise(v.is(callSchema, call), `a call is a call: ${JSON.stringify(call)}`);
  const { subject } = toHookObservation(call, 'req_1');
  promise(subject === null || typeof subject === 'string', 'a subject is a text');
  const questions = questionsOf(call.toolInput);
  for (const question of questions)
    promise(v.is(questionSchema, question), 'a question fits its schema');
  checkDecisions(call);
  return call.toolName === null ? 'rejected' : 'accepted';
}

/** Nothing wider is ever granted than what was offered. */
function checkDecisions(call: ReturnType<typeof toHookCall>): void {
  const once = allowOnce(call);
  const plain = once.behavior === 'allow' && once.updatedPermissions !== undefined;
  promise(!plain || call.toolName === 'ExitPlanMode', 'once grants nothing more');
  const always = allowAlways(call);
  if (always !== null) {
    const { decision } = always;
    promise(decision.behavior === 'allow', 'always allows');
    const granted = decision.updatedPermissions ?? [];
    promise(granted.length === 1, 'one thing is remembered');
    promise(
      granted.every((one) => call.permissionSuggestions.includes(one)),
      'only what Claude Code suggests',
    );
  }
  const answered = answerQuestions(call.toolInput ?? {}, { 'Which one?': ['A', 'B'] });
  JSON.stringify([once, always, answered]);
}
