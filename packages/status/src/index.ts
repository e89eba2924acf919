export type { DialogKey, DialogTarget, Expectation, KeyStepPlan } from './answering/key-plan.ts';
export { questionTarget } from './answering/question-target.ts';
export type { QuestionAnswers } from './answering/question-target.ts';
export { isMet, stepTowards } from './answering/step-towards.ts';
export { takesText } from './answering/text-rows.ts';
export { backgroundReading } from './background-reading.ts';
export { nextDeadline, observe, viewOf } from './fusion/observe.ts';
export { sameDialog } from './fusion/screen-evidence.ts';
export { sourceWords } from './fusion/source-words.ts';
export type { SourceWord } from './fusion/source-words.ts';
export { createStatusState } from './fusion/state.ts';
export type { StatusState } from './fusion/state.ts';
export { explainScreen, readScreen } from './reading/read-screen.ts';
export { selectedCompletion } from './reading/selected-completion.ts';
export { workShown } from './reading/work-shown.ts';
export { claudeCode21 } from './wording/claude-code-2-1.ts';
export type { Wording } from './wording/types.ts';
export type {
  Composer,
  Dialog,
  DialogName,
  DialogRow,
  HookObservation,
  Observation,
  ReadOptions,
  ScreenExplanation,
  ScreenInput,
  ScreenReading,
  StatusView,
  TurnEnd,
} from './types.ts';
