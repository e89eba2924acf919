/**
 * Claude Code's transcripts: lines to entries, entries to messages, usage and the state of the turn.
 * Pure; reading files is behind `@aegis/transcript/node`.
 */
export { commandTrace } from './command-trace.ts';
export type { CommandTrace } from './command-trace.ts';
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
export { LIST_PRICES, LIST_PRICES_TAKEN } from './prices/list-prices.ts';
export { plainModelName } from './prices/model-name.ts';
export { modelPricesSchema } from './prices/model-price.ts';
export type { ModelPrice, ModelPrices, PriceLookup } from './prices/model-price.ts';
export { priceLookup } from './prices/price-lookup.ts';
export { subagentNews } from './subagents/subagent-news.ts';
export type { SubagentNews } from './subagents/subagent-news.ts';
export { toMessages } from './to-messages.ts';
export { lastTurnEffect, turnEffect, turnEnd } from './turn-effect.ts';
export { addUsage } from './usage-sum.ts';
export { createUsageCounter } from './usage-counter.ts';
export type { UsageCounter, UsageCounterOptions } from './usage-counter.ts';
export type { TokenCounts } from './usage-record.ts';
export type { Entry, Message, TailEvent, TranscriptPosition, TurnEffect, Usage } from './types.ts';
