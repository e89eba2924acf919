export { codePointWidth } from './cell-width.ts';
export { logicalLines } from './logical-lines.ts';
export { screenFromText } from './screen-from-text.ts';
export { createScreen } from './screen.ts';
export type {
  LogicalLine,
  Row,
  Screen,
  ScreenOptions,
  ScreenState,
  Snapshot,
  StyleRun,
} from './types.ts';
