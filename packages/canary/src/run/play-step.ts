import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AegisSession } from '@aegis/core';
import { paneOf } from '@aegis/testkit';
import type { SeenStep } from '../seen.ts';
import type { Step } from '../tour/step.ts';
import { readRegistry, readText } from './look-at-files.ts';
import type { World } from './world.ts';

export interface PlayOptions {
  /** Milliseconds that a session may take to come to a step's status. */
  stepTimeoutMs: number;
  signal: AbortSignal;
}

/** Milliseconds that a dialog may be drawn later than its hook comes, or a screen later than the registry speaks. */
const DRAWING_MS = 3_000;
const LOOK_EVERY_MS = 25;
/** A screen is left to stand for a moment, so that what flickers past is not taken for it. */
const STANDING_MS = 200;

/** One step, from what is done to what was seen. Rejects only when it is aborted. */
export async function playStep(
  world: World,
  session: AegisSession,
  { step, options }: { step: Step; options: PlayOptions },
): Promise<SeenStep> {
  const { signal } = options;
  const seen: SeenStep = { ...notTried(step), outcome: 'reached' };
  world.frames.begin();
  const reach = () => session.waitFor(step.status, { timeoutMs: options.stepTimeoutMs, signal });
  // A prompt may be proven delivered when its turn is over: what it leads to is waited for from the beginning.
  const early = step.act.type === 'prompt' ? reach() : null;
  try {
    seen.via = await act(world, session, step);
    const { timedOut } = await (early ?? reach());
    signal.throwIfAborted();
    if (timedOut) seen.outcome = 'not_reached';
    else await drawn(world, step, signal);
  } catch (error) {
    signal.throwIfAborted();
    seen.outcome = 'failed';
    seen.problem = error instanceof Error ? error.message : String(error);
  }
  const { status, evidence, lastTurn, pid } = session.info();
  return {
    ...seen,
    status: { word: status, rule: evidence.rule },
    outcomeOfTurn: step.outcome === undefined ? null : (lastTurn?.outcome ?? null),
    registry:
      step.registry === undefined || pid === null
        ? null
        : await readRegistry(world.home.configDir, pid, step.registry),
    file:
      step.file === undefined ? null : await readText(join(session.info().workDir, step.file.name)),
    frames: world.frames.frames(),
  };
}

/** What is seen of a step that is not played. */
export function notTried({ name }: Step): SeenStep & { via: SeenStep['via'] } {
  return {
    name,
    outcome: 'not_tried',
    problem: null,
    status: null,
    frames: [],
    registry: null,
    outcomeOfTurn: null,
    via: null,
    file: null,
  };
}

async function act(
  { tmux }: World,
  session: AegisSession,
  { act: action }: Step,
): Promise<SeenStep['via']> {
  switch (action.type) {
    case 'start':
    case 'wait':
      return null;
    case 'prompt': {
      const { verdict, delivered } = await session.send(action.text);
      if (!delivered) throw new Error(`The prompt was not delivered (${verdict}).`);
      return null;
    }
    case 'approve':
      return (await session.approve()).via;
    case 'reject':
      return (await session.reject()).via;
    case 'answer':
      return (await session.answer({ ...action.answers })).via;
    case 'interrupt':
      await session.interrupt();
      return null;
    case 'escape':
      await session.escape();
      return null;
    case 'command':
      await paneOf(tmux, session.info().paneId ?? '').submit(action.text);
      return null;
  }
}

/** Waits until what the step asks for is on the screen, for as long as drawing may take. */
async function drawn({ frames }: World, step: Step, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + DRAWING_MS;
  const isDrawn = () => {
    const reading = frames.last?.reading;
    if (reading === undefined || step.status === 'exited') return true;
    if (step.screen?.dialog !== undefined) return reading.dialog?.name === step.screen.dialog;
    if (step.status === 'working') return true;
    return reading.status === step.status;
  };
  while (!isDrawn() && performance.now() < deadline) {
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
  await sleep(STANDING_MS, undefined, { signal });
}
