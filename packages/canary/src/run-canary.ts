import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { claudeFeatures, hookEvents } from '@aegis/core';
import { AegisError } from '@aegis/protocol';
import { explainScreen } from '@aegis/status';
import { lookForCommand } from '@aegis/testkit';
import { compare } from './compare/compare.ts';
import type { Finding } from './finding.ts';
import { readTranscript } from './run/look-at-files.ts';
import { playTour } from './run/play-tour.ts';
import { openWorld, type ExplainScreen, type World } from './run/world.ts';
import { saveFrames } from './save-frames.ts';
import type { Seen, SeenChapter } from './seen.ts';
import { TOUR } from './tour/tour.ts';

/** The newest Claude Code whose screens were recorded and are tested. */
export const NEWEST_RECORDED_VERSION = '2.1.330';

/** Milliseconds that a session may take to come to a step's status, on a machine that is busy. */
const STEP_TIMEOUT_MS = 30_000;

export interface CanaryOptions {
  /** How the Claude Code that is tried is started: found on `searchPath`, or by its absolute path. */
  claudeCommand: readonly [string, ...string[]];
  /** Where its program is looked for; this process's PATH where left out. */
  searchPath?: string | undefined;
  /** `tmux` where left out. */
  tmuxPath?: string;
  /** Where screens are saved; a new temporary directory where left out. Made only when there is one to save. */
  framesDirectory?: string | undefined;
  stepTimeoutMs?: number;
  /** How screens are read; `@aegis/status`'s `explainScreen` where left out. */
  explainScreen?: ExplainScreen;
  /** Only these chapters, by name; all where left out. */
  chapters?: readonly string[];
  /** Called with the name of each chapter as it begins. */
  onChapter?: (name: string) => void;
  signal?: AbortSignal;
}

export interface CanaryReport {
  verdict: 'understood' | 'drifted';
  claude: { command: readonly string[]; version: string | null };
  findings: (Omit<Finding, 'frame'> & { /** The file with the screen. */ frame: string | null })[];
  chapters: { name: string; steps: { name: string; outcome: string }[] }[];
  durationMs: number;
}

/**
 * Runs a Claude Code offline through a short tour, in a home of its own, and says what of it Aegis still understands.
 * Whatever happens, nothing that it started or made is left, but for saved screens.
 *
 * @throws AegisError `claude_not_found`, `claude_too_old`, `tmux_…`; TestkitError `command_not_found`; the reason of
 * `signal` where it is aborted
 */
export async function runCanary(options: CanaryOptions): Promise<CanaryReport> {
  const startedAt = performance.now();
  const explain = options.explainScreen ?? ((screen) => explainScreen(screen));
  const command = findProgram(options);
  const signal = options.signal ?? new AbortController().signal;
  const world = await openWorld({
    claudeCommand: command,
    tmuxPath: options.tmuxPath ?? 'tmux',
    explainScreen: explain,
  });
  try {
    const version = await checkRuntime(world);
    const features = claudeFeatures(version);
    const events = hookEvents(version);
    const tour = TOUR.filter(
      ({ name }) =>
        (name !== 'a question' || features.questions) &&
        (options.chapters === undefined || options.chapters.includes(name)),
    );
    const { chapters, transcriptPath } = await playTour(world, {
      tour,
      hookEvents: events,
      signal,
      stepTimeoutMs: options.stepTimeoutMs ?? STEP_TIMEOUT_MS,
      onChapter: ({ name }) => options.onChapter?.(name),
    });
    const transcript = transcriptPath === null ? null : await readTranscript(transcriptPath);
    const seen: Seen = { version, features, hookEvents: events, chapters, transcript };
    const findings = compare(tour, seen);
    const folder = once(() => options.framesDirectory ?? mkdtemp(join(tmpdir(), 'aegis-canary-')));
    const frames = await saveFrames(findings, { folder, explainScreen: explain });
    return {
      verdict: findings.some(({ severity }) => severity === 'drift') ? 'drifted' : 'understood',
      claude: { command, version },
      findings: findings.map((finding, index) => ({ ...finding, frame: frames[index] ?? null })),
      chapters: chapters.map(outlineOf),
      durationMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    await world.dispose();
  }
}

function findProgram({
  claudeCommand: [program, ...rest],
  searchPath,
}: CanaryOptions): [string, ...string[]] {
  const path = isAbsolute(program) ? program : lookForCommand(program, searchPath);
  if (path !== null) return [path, ...rest];
  throw new AegisError(
    'claude_not_found',
    `Claude Code was not found: there is no "${program}" on PATH. Give its path with --claude.`,
    { details: { program } },
  );
}

/** Asked before the tour, so that what is missing is told as such. */
async function checkRuntime({ aegis }: World): Promise<string | null> {
  const { runtime } = await aegis.health();
  if (runtime?.tmux.available === false) {
    throw new AegisError('tmux_not_found', runtime.tmux.problem ?? 'tmux is not there.');
  }
  if (runtime?.claude.available === false) {
    throw new AegisError('claude_not_found', runtime.claude.problem ?? 'Claude Code is not there.');
  }
  return runtime?.claude.version ?? null;
}

function outlineOf({ name, steps }: SeenChapter): CanaryReport['chapters'][number] {
  return { name, steps: steps.map((step) => ({ name: step.name, outcome: step.outcome })) };
}

function once(make: () => string | Promise<string>): () => Promise<string> {
  let made: Promise<string> | null = null;
  return () => (made ??= Promise.resolve(make()));
}
