import * as v from 'valibot';
import { timestampSchema } from './time.ts';

/** `sources`: two of them contradicted each other for long. `unknown_screen`: no rule knew what was shown. */
export const DISAGREEMENT_KINDS = ['sources', 'unknown_screen'] as const;
export type DisagreementKind = (typeof DISAGREEMENT_KINDS)[number];

/** A screen that was kept for the next rule. Names, paths, secrets and prose in it are replaced. */
export const disagreementFrameSchema = v.object({
  id: v.string(),
  kind: v.picklist(DISAGREEMENT_KINDS),
  /** What disagreed: `screen:idle vs registry:busy`, or the rule of an unknown screen. */
  what: v.string(),
  /** When it was first and last seen, and how often in all. */
  firstAt: timestampSchema,
  lastAt: timestampSchema,
  count: v.number(),
  claudeVersion: v.nullable(v.string()),
  /** What each source said: `screen:idle` with its rule. */
  sources: v.array(v.object({ word: v.string(), rule: v.string() })),
  cols: v.number(),
  /** The redacted screen, top first. */
  rows: v.array(v.string()),
});
export type DisagreementFrame = v.InferOutput<typeof disagreementFrameSchema>;

export const disagreementsSchema = v.object({
  /** How often each thing happened since counting began, by its `what`. */
  counts: v.record(v.string(), v.number()),
  /** Since when it is counted: the first start with this state directory, or the day the file was lost. */
  since: timestampSchema,
  /** Newest first. */
  frames: v.array(disagreementFrameSchema),
  /** The folder that holds a file for each frame. */
  folder: v.string(),
});
export type Disagreements = v.InferOutput<typeof disagreementsSchema>;
