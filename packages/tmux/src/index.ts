export { checkTmux } from './client/check-tmux.ts';
export { connectTmux } from './client/connect-tmux.ts';
export { findForeignPane, listForeignPanes } from './client/foreign-panes.ts';
export { visitTmux, type VisitOptions } from './client/visit-tmux.ts';
export { PIECE_INTERVAL_MS, PIECE_LENGTH } from './keys/key-actions.ts';
export { isKeyName } from './keys/key-names.ts';
export type { Timers } from './io/timers.ts';
export { TmuxError, type TmuxErrorCode } from './tmux-error.ts';
export type {
  ForeignPane,
  ForeignServerOptions,
  KeyPlan,
  KeyStep,
  NewWindow,
  PaneCapture,
  PaneEvent,
  PaneId,
  PaneInfo,
  PaneStream,
  TmuxClient,
  TmuxClientEvent,
  TmuxOptions,
  TmuxVersion,
  TmuxVisitor,
  WindowId,
} from './types.ts';
