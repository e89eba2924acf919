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
} from './types.ts';
