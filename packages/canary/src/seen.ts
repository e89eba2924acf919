import type { ScreenInput, ScreenReading } from '@aegis/status';
import type { ClaudeFeatures } from '@aegis/core';

/** A reading that stood for a while, and the screen that it was of. */
export interface SeenFrame {
  reading: ScreenReading;
  screen: ScreenInput;
  /** Milliseconds. */
  stoodMs: number;
}

export interface SeenRegistry {
  /** Names of the fields of the file; null where there is no file. */
  fields: readonly string[] | null;
  /** Its own word, whatever it is. */
  status: string | null;
}

export interface SeenStep {
  name: string;
  /** `failed`: something was refused, see `problem`. `not_tried`: the step before it in its chapter was not reached. */
  outcome: 'reached' | 'not_reached' | 'failed' | 'not_tried';
  problem: string | null;
  /** The last status that was published, with its rule. */
  status: { word: string; rule: string } | null;
  /** Frames of the step in order; the last one is what was on the screen at its end. */
  frames: readonly SeenFrame[];
  registry: SeenRegistry | null;
  outcomeOfTurn: string | null;
  via: 'hook' | 'screen' | null;
  /** What was in the file that the step asks about. */
  file: string | null;
}

export interface SeenHook {
  event: string;
  fields: readonly string[];
}

export interface SeenChapter {
  name: string;
  steps: readonly SeenStep[];
  hooks: readonly SeenHook[];
}

export interface SeenTranscript {
  /** Types of its lines. */
  types: readonly string[];
  /** Role, content type and text of each message. */
  messages: readonly { role: string; contentType: string; text: string }[];
  /** What its lines say of turns: `finished`, `interrupted`, … */
  effects: readonly string[];
}

/** All that a tour brought to light. Plain data. */
export interface Seen {
  version: string | null;
  features: Pick<ClaudeFeatures, 'registry' | 'questions'>;
  hookEvents: readonly string[];
  chapters: readonly SeenChapter[];
  /** Null where no transcript was found. */
  transcript: SeenTranscript | null;
}
