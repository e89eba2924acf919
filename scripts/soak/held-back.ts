import type { Said } from './timeline.ts';

/** A time in which the screen said that a dialog is held back, since keys were pressed just before. */
export interface HeldBack {
  from: number;
  to: number;
}

/**
 * What the registry said, as far as the screen could show it: a dialog that Claude Code holds back begins when it does
 * so no more.
 */
export function asDrawn(registry: readonly Said[], heldBack: readonly HeldBack[]): Said[] {
  return registry.map((said, index) => {
    if (!said.word.startsWith('waiting')) return said;
    const end = registry[index + 1]?.at ?? Infinity;
    const held = heldBack.filter(({ from }) => from >= said.at && from < end).at(-1);
    return held === undefined ? said : { ...said, at: Math.min(held.to, end) };
  });
}
