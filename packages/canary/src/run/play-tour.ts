import { setTimeout as sleep } from 'node:timers/promises';
import type { AegisSession } from '@aegis/core';
import type { SeenChapter, SeenStep } from '../seen.ts';
import type { Chapter } from '../tour/step.ts';
import { notTried, playStep, type PlayOptions } from './play-step.ts';
import type { World } from './world.ts';

/** Milliseconds that a hook may come after what it tells of is on the screen. */
const HOOK_LAG_MS = 4_000;
const LOOK_EVERY_MS = 50;

export interface TourOptions extends PlayOptions {
  tour: readonly Chapter[];
  /** Hook events that the version has. */
  hookEvents: readonly string[];
  onChapter: (chapter: Chapter) => void;
}

export interface Played {
  chapters: SeenChapter[];
  /** Where the main session wrote its conversation. */
  transcriptPath: string | null;
}

/** The whole tour. A chapter that is lost costs its session, and the next one begins with a new one. */
export async function playTour(world: World, options: TourOptions): Promise<Played> {
  const sessions = new Map<Chapter['session'], AegisSession>();
  const chapters: SeenChapter[] = [];
  let transcriptPath: string | null = null;
  for (const chapter of options.tour) {
    options.signal.throwIfAborted();
    options.onChapter(chapter);
    world.hooks.forget();
    world.frames.clear();
    const steps = await playChapter(world, sessions, { chapter, options });
    await awaitHooks(world, chapter, { steps, options });
    chapters.push({ name: chapter.name, steps, hooks: [...world.hooks.seen] });
    const session = sessions.get(chapter.session);
    if (chapter.session === 'main' && session) {
      transcriptPath = session.info().transcriptPath ?? transcriptPath;
    }
    const isLost = steps.some(({ outcome }) => outcome !== 'reached');
    // What is not needed any more makes no more frames.
    if (session && (isLost || chapter.session !== 'main')) {
      sessions.delete(chapter.session);
      await session.kill();
    }
  }
  return { chapters, transcriptPath };
}

async function playChapter(
  world: World,
  sessions: Map<Chapter['session'], AegisSession>,
  { chapter, options }: { chapter: Chapter; options: TourOptions },
): Promise<SeenStep[]> {
  const seen: SeenStep[] = [];
  for (const step of chapter.steps) {
    if (seen.some(({ outcome }) => outcome !== 'reached')) {
      seen.push(notTried(step));
      continue;
    }
    try {
      const session =
        sessions.get(chapter.session) ?? (await startSession(world, chapter, options));
      sessions.set(chapter.session, session);
      seen.push(await playStep(world, session, { step, options }));
    } catch (error) {
      options.signal.throwIfAborted();
      const problem = error instanceof Error ? error.message : String(error);
      const frames = world.frames.frames();
      seen.push({ ...notTried(step), outcome: 'failed', problem, frames });
    }
  }
  return seen;
}

async function startSession(
  { aegis, hooks, workDirs }: World,
  chapter: Chapter,
  { stepTimeoutMs, signal }: TourOptions,
): Promise<AegisSession> {
  const session = await aegis.sessions.create({ workDir: workDirs[chapter.session] });
  if (chapter.session === 'screen') hooks.leaveToTheScreen(session.id);
  // Its first step says what a session must come to by itself; any other one begins at an idle box.
  if (chapter.steps[0]?.act.type === 'start') return session;
  const { timedOut, status } = await session.waitFor('idle', { timeoutMs: stepTimeoutMs, signal });
  if (!timedOut) return session;
  await session.kill();
  throw new Error(`A new session did not come to rest: it stayed ${status}.`);
}

async function awaitHooks(
  { hooks }: World,
  chapter: Chapter,
  { steps, options }: { steps: readonly SeenStep[]; options: TourOptions },
): Promise<void> {
  if (steps.some(({ outcome }) => outcome !== 'reached')) return;
  const wanted = chapter.hooks.filter((event) => options.hookEvents.includes(event));
  const deadline = performance.now() + HOOK_LAG_MS;
  const isThere = () => wanted.every((event) => hooks.seen.some((hook) => hook.event === event));
  while (!isThere() && performance.now() < deadline) await sleep(LOOK_EVERY_MS);
}
