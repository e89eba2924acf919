import { setTimeout as sleep } from 'node:timers/promises';
import type { SoakStage } from './soak-stage.ts';

/** How long a turn may take before the soak itself stops it. */
const TURN_TIMEOUT_MS = 40_000;
const LOOK_EVERY_MS = 25;
/** How long the registry must say that nothing runs. */
const REST_MS = 400;
/** How long something may be asked that the step has not answered. */
const ASKED_MS = 2_500;

/** Whether Claude Code says by its own registry that it rests. */
function rests(stage: SoakStage): boolean {
  return stage.registry.last === 'idle' || stage.registry.last === 'shell';
}

/** Waits until the registry says one of these; false if it did not in time. */
export async function untilRegistry(
  stage: SoakStage,
  isWanted: (word: string) => boolean,
  timeoutMs = 8_000,
): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  while (!isWanted(stage.registry.last ?? '')) {
    if (Date.now() >= end) return false;
    await sleep(LOOK_EVERY_MS);
  }
  return true;
}

export const untilBusy = (stage: SoakStage) => untilRegistry(stage, (word) => word === 'busy');
export const untilAsked = (stage: SoakStage) =>
  untilRegistry(stage, (word) => word.startsWith('waiting'));

/** Types a prompt by hand, as a person would. */
export async function typePrompt({ pane }: SoakStage, prompt: string): Promise<void> {
  await pane.press('C-u');
  await pane.submit(prompt);
}

/** Leaves nothing open behind: no turn, no dialog, no draft. Escape is pressed only where something waits. */
export async function comeToRest(stage: SoakStage): Promise<void> {
  const end = Date.now() + TURN_TIMEOUT_MS;
  let quietSince = Date.now();
  let askedSince = quietSince;
  for (;;) {
    const now = Date.now();
    if (!rests(stage)) quietSince = now;
    if (now - quietSince >= REST_MS) break;
    if (stage.registry.last?.startsWith('waiting') !== true) askedSince = now;
    if (now >= end || now - askedSince >= ASKED_MS) {
      askedSince = now;
      stage.note(`Escape, since ${stage.registry.last} goes on`);
      await stage.pane.press('Escape');
      await sleep(1_000);
    }
    await sleep(LOOK_EVERY_MS);
  }
  // An Escape before any output has put the prompt back into the box.
  for (let lines = 0; lines < 4; lines += 1) await stage.pane.press('C-u');
}
