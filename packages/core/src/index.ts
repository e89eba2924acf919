/**
 * Claude Code sessions as objects. `createAegis()` opens a state directory; `aegis.sessions` creates, lists and finds
 * sessions; an {@link AegisSession} sends, answers, reads, waits and kills. Every export here is public.
 */
export { AegisSession } from './aegis/aegis-session.ts';
export type { SessionEventsOptions, WaitForOptions } from './aegis/aegis-session.ts';
export { createAegis } from './aegis/create-aegis.ts';
export type { Aegis } from './aegis/aegis.ts';
export { DEFAULT_STATE_DIR, socketNameFor } from './aegis/options.ts';
export type { AegisOptions } from './aegis/options.ts';
export type { CreateOptions, Sessions } from './aegis/sessions.ts';
export type { Vitals } from './aegis/read-health.ts';
export type { EventQuery } from './events/event-log.ts';
export type { HookAnswer, HookRequest } from './hooks/hook-listener.ts';
export { claudeFeatures, hookEvents } from './launch/claude-features.ts';
export type { ClaudeFeatures } from './launch/claude-features.ts';
export { HOOK_SECRET_HEADER } from './launch/hook-settings.ts';
export type { RetentionOptions } from './retention/limits.ts';
export { LATENCIES, LatencyMeter } from './insight/latency-meter.ts';
export type { LatencyName, LatencySample } from './insight/latency-meter.ts';
export type { UsageGrowth } from './usage/session-usage.ts';
export type { SessionUsageGrowth } from './usage/usage-meter.ts';
export { isWebhookAllowEntry } from './webhooks/allow-list.ts';
export type { ResolveHost } from './webhooks/target-guard.ts';
export type { WebhookOptions, Webhooks } from './webhooks/webhooks.ts';
export type { Clock } from './ports/clock.ts';
export type { Logger } from './ports/logger.ts';
export type {
  KeyPress,
  LaunchPlan,
  PaneRequest,
  RuntimeExit,
  RuntimeHealth,
  RuntimeLocation,
  ReadScreen,
  SessionHandle,
  SessionRuntime,
} from './ports/runtime.ts';
export { AegisError } from '@aegis/protocol';
export { LIST_PRICES, LIST_PRICES_TAKEN, modelPricesSchema } from '@aegis/transcript';
export type { ModelPrice, ModelPrices } from '@aegis/transcript';
export type { AegisEvent, Message, Session, SessionStatus } from '@aegis/protocol';
