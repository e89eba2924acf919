import type { SessionStatus } from '@aegis/protocol';
import type { Dialog } from '../types.ts';

export interface DialogReading {
  dialog: Dialog;
  status: SessionStatus;
  /** For overlays: which one. */
  activity: string | null;
}
