import type { PaneId, WindowId } from './types.ts';

export function isPaneId(text: string): text is PaneId {
  return /^%\d+$/.test(text);
}

export function isWindowId(text: string): text is WindowId {
  return /^@\d+$/.test(text);
}
