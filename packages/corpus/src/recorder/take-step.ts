import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, type ScriptedApi, type TmuxSandbox } from '@aegis/testkit';
import { CorpusError } from '../corpus-error.ts';
import type { Moment } from '../format/recording.ts';
import type { Scene, Step } from '../scenarios/scenario.ts';
import { BOX } from '../scenarios/cues.ts';
import type { ChunkLog } from './chunk-log.ts';
import { readRegistry } from './registry.ts';

/** A running scenario. */
export interface Stage extends Scene {
  api: ScriptedApi;
  tmux: TmuxSandbox;
  log: ChunkLog;
  configDir: string;
  /** How long nothing may be drawn before a label that is not live. */
  quietMs: number;
}

/** A moment, at a mark of the log: how many bytes that is, is known at the end. */
export type Marked = Omit<Moment, 'offset'> & { mark: number };

const UNTIL_MS = 30_000;
/** A key may be drawn late, and the next one may need what it drew. */
const AFTER_KEY_MS = 150;
/** Longer than the pieces of a frame lie apart, shorter than a spinner stands still. */
const BETWEEN_FRAMES_MS = 25;
const CAPTURES = 150;
const ENTERS = 3;
const REDRAW_MS = 400;
/** There is a box again, or a dialog already. */
const isDrawn = (screen: string): boolean => BOX.test(screen) || screen.includes('❯ 1.');

/** @throws CorpusError `step_failed`, with the screen as it was then */
export async function takeStep(step: Step, stage: Stage): Promise<Marked | null> {
  const { tmux, log } = stage;
  switch (step.do) {
    case 'key':
      await tmux.run('send-keys', step.key);
      await sleep(AFTER_KEY_MS);
      return null;
    case 'type':
      await tmux.run('send-keys', '-l', '--', step.text);
      return null;
    case 'submit':
      await submit(step.text, tmux);
      return null;
    case 'script':
      await step.with(stage);
      return null;
    case 'wait':
      await sleep(step.ms);
      return null;
    case 'until':
      await eventually(
        `the screen shows ${String(step.shows)}`,
        async () => isShown(step.shows, await screenOf(tmux)),
        { timeoutMs: UNTIL_MS },
      );
      return null;
    case 'label': {
      if (!step.live) await log.quiet(stage.quietMs);
      const { text, mark } = await capture(stage);
      const { name, expected, passing } = step;
      const registry = readRegistry(stage.configDir, stage.pid);
      return { name, mark, text, registry, expected, ...(passing.length > 0 ? { passing } : {}) };
    }
  }
}

/**
 * Builds on Node may take an Enter for a line break of the text before it, when the machine is busy. Only between two
 * rules it is in the box: a command that was sent stands above the rule of the dialog that it opened, and a second
 * Enter would choose a row of that.
 */
async function submit(text: string, tmux: TmuxSandbox): Promise<void> {
  const waiting = new RegExp(
    String.raw`─{10}[^\n]*\n[❯>!][^\n]*${text.replaceAll(/[^\w\s]/g, String.raw`\$&`)}[ \u00a0]*(?:\n[ \u00a0]*)?\n─{20}[^\n]*\n(?![❯>!])`,
    'm',
  );
  const isGone = async (): Promise<boolean> => {
    const screen = await screenOf(tmux);
    return !waiting.test(screen) && isDrawn(screen);
  };
  for (let count = 0; count < ENTERS; count += 1) {
    await tmux.run('send-keys', 'Enter');
    // A screen that is just being drawn has no box either.
    const settled = eventually(
      'the prompt left the box',
      async () => {
        if (!(await isGone())) return false;
        await sleep(REDRAW_MS);
        return isGone();
      },
      { timeoutMs: 3000 },
    );
    if (await settled.catch(() => false)) return;
  }
  throw new CorpusError('step_failed', `The prompt "${text}" stayed in the box.`);
}

export async function failed(step: Step, stage: Stage, cause: unknown): Promise<CorpusError> {
  const screen = await screenOf(stage.tmux).catch(() => '(no screen)');
  const what = step.do === 'until' ? `until ${String(step.shows)}` : JSON.stringify(step);
  const why = cause instanceof CorpusError ? `\n${cause.message}` : '';
  const message = `The step failed: ${what}${why}\nThe screen then:\n${screen.trimEnd()}`;
  return new CorpusError('step_failed', message, { cause });
}

function screenOf(tmux: TmuxSandbox): Promise<string> {
  return tmux.run('capture-pane', '-p');
}

function isShown(shows: Extract<Step, { do: 'until' }>['shows'], screen: string): boolean {
  return typeof shows === 'function' ? shows(screen) : shows.test(screen);
}

/** The screen, and the mark that it belongs to: nothing was drawn meanwhile, nor shortly after. */
async function capture({ tmux, log }: Stage): Promise<{ text: string; mark: number }> {
  let text = '';
  for (let count = 0; count < CAPTURES; count += 1) {
    const before = log.mark();
    text = await screenOf(tmux);
    await sleep(BETWEEN_FRAMES_MS);
    if (log.mark() === before) return { text: text.replace(/\n$/, ''), mark: before };
  }
  throw new CorpusError('step_failed', 'The screen never stood still for a capture.');
}
