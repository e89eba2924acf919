export type { DialogKey, DialogTarget, Expectation, KeyStepPlan } from './answering/key-plan.ts';
export { questionTarget } from './answering/question-target.ts';
export type { QuestionAnswers } from './answering/question-target.ts';
export { isMet, planMove, stepTowards } from './answering/step-towards.ts';
export { nextDeadline, observe, viewOf } from './fusion/observe.ts';
export { sameDialog } from './fusion/screen-evidence.ts';
export { createStatusState } from './fusion/state.ts';
export type { StatusState } from './fusion/state.ts';
export { readScreen } from './reading/read-screen.ts';
export { claudeCode21 } from './wording/claude-code-2-1.ts';
export type { Wording } from './wording/types.ts';
export type {
  Composer,
  Dialog,
  DialogName,
  DialogRow,
  HookObservation,
  Observation,
  ScreenInput,
  ScreenReading,
  StatusView,
  TurnEnd,
} from './types.ts';
