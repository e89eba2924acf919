/**
 * Claude Code's transcripts: lines to entries, entries to messages, usage and the state of the turn.
 * Pure; reading files is behind `@aegis/transcript/node`.
 */
export { findPrompt } from './find-prompt.ts';
export type { PromptSighting } from './find-prompt.ts';
export { lastAssistantText } from './last-assistant-text.ts';
export { inOrder } from './in-order.ts';
export { liveBranch, liveIndexes, toBranchNode } from './live-branch.ts';
export type { BranchNode } from './live-branch.ts';
export { parseLine } from './parse-line.ts';
export type { LineProblem } from './parse-line.ts';
export { encodeProjectDir } from './project-dir.ts';
export type { ProjectDir } from './project-dir.ts';
export { toMessages } from './to-messages.ts';
export { lastTurnEffect, turnEffect, turnEnd } from './turn-effect.ts';
export { createUsageCounter } from './usage-counter.ts';
export type { UsageCounter, UsageCounterOptions } from './usage-counter.ts';
export type { TokenCounts } from './usage-record.ts';
export type { ModelPrice } from './usage-sum.ts';
export type { Entry, Message, TailEvent, TranscriptPosition, TurnEffect, Usage } from './types.ts';
