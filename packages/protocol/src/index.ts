/**
 * Schemas of everything that crosses a process boundary in Aegis. Strict on what users send, loose on what
 * Claude Code writes. Every export here is public.
 */
export { adoptablePaneSchema, adoptablePanesSchema, adoptBodySchema } from './adopt.ts';
export type { AdoptablePane, AdoptablePanes, AdoptBody } from './adopt.ts';
export { AegisError, errorBodySchema } from './aegis-error.ts';
export type { AegisErrorOptions, ErrorBody } from './aegis-error.ts';
export {
  answerBodySchema,
  answerResultSchema,
  approveBodySchema,
  effectResultSchema,
  okSchema,
  rejectBodySchema,
} from './answer.ts';
export type { AnswerBody, AnswerResult, ApproveBody, EffectResult, RejectBody } from './answer.ts';
export { isAtLeast, parseClaudeVersion } from './claude-version.ts';
export type { ClaudeVersion } from './claude-version.ts';
export {
  DELIVERY_VERDICTS,
  promptDeliverySchema,
  sendBodySchema,
  sendResultSchema,
  WHEN_BUSY,
} from './delivery.ts';
export type { DeliveryVerdict, PromptDelivery, SendBody, SendResult } from './delivery.ts';
export {
  DISAGREEMENT_KINDS,
  disagreementFrameSchema,
  disagreementsSchema,
} from './disagreement.ts';
export type { DisagreementFrame, DisagreementKind, Disagreements } from './disagreement.ts';
export {
  dialogOptionSchema,
  OPTION_ROLES,
  PENDING_KINDS,
  pendingSchema,
  questionSchema,
} from './dialog.ts';
export type { DialogOption, OptionRole, Pending, PendingKind, Question } from './dialog.ts';
export { ERROR_STATUS, isErrorCode } from './error-codes.ts';
export type { ErrorCode } from './error-codes.ts';
export { EVENT_TYPES, eventSchema, eventsQuerySchema } from './event.ts';
export type { AegisEvent, EventType, NewEvent } from './event.ts';
export { CUT_REASONS, streamCutSchema, streamReadySchema } from './event-stream.ts';
export type { CutReason, StreamReady, StreamServerCut } from './event-stream.ts';
export { explanationSchema, PRECEDENCE_RULES, screenExplanationSchema } from './explanation.ts';
export type { Explanation, PrecedenceRule, ScreenExplained } from './explanation.ts';
export { healthSchema } from './health.ts';
export type { Health } from './health.ts';
export {
  cursorSchema,
  gateIdSchema,
  pipelineIdSchema,
  sessionIdSchema,
  templateIdSchema,
  tokenIdSchema,
  webhookIdSchema,
} from './ids.ts';
export { isTooDeep, isValueTooDeep, MAX_JSON_DEPTH } from './json-depth.ts';
export {
  CONTENT_TYPES,
  MESSAGE_ROLES,
  messageSchema,
  PANE_FORMATS,
  paneQuerySchema,
  paneResultSchema,
  readQuerySchema,
  readResultSchema,
} from './read.ts';
export type {
  Message,
  PaneInput,
  PaneQuery,
  PaneResult,
  ReadInput,
  ReadQuery,
  ReadResult,
} from './read.ts';
export { ROUTES } from './routes/routes.ts';
export type { Route } from './routes/route.ts';
export type { RouteId } from './routes/routes.ts';
export { hasScope, SCOPES, scopeSchema } from './scope.ts';
export type { Scope } from './scope.ts';
export {
  createSessionBodySchema,
  EXIT_REASONS,
  getSessionQuerySchema,
  lastTurnSchema,
  listSessionsQuerySchema,
  MAX_WAIT_MS,
  PERMISSION_MODES,
  resumeBodySchema,
  RUNTIMES,
  sessionAnswerSchema,
  sessionDetailSchema,
  sessionExitSchema,
  sessionListSchema,
  sessionSchema,
  TURN_OUTCOMES,
  usageSchema,
  waitQuerySchema,
  waitResultSchema,
  wideningFields,
  worktreeSchema,
} from './session.ts';
export type {
  CreateSessionBody,
  ExitReason,
  GetSessionQuery,
  LastTurn,
  ListSessionsInput,
  ListSessionsQuery,
  PermissionMode,
  ResumeBody,
  RuntimeKind,
  Session,
  SessionAnswer,
  SessionDetail,
  SessionExit,
  SessionList,
  TurnOutcome,
  Usage,
  WaitQuery,
  WaitResult,
  Worktree,
  WorktreeRequest,
} from './session.ts';
export {
  EVIDENCE_SOURCES,
  evidenceSchema,
  SESSION_STATUSES,
  sessionStatusSchema,
  WAITING_STATUSES,
} from './status.ts';
export type { Evidence, EvidenceSource, SessionStatus } from './status.ts';
export { assertPromptText, MAX_PROMPT_BYTES, promptTextSchema } from './text.ts';
export { timestampSchema, toTimestamp } from './time.ts';
export {
  createdTokenSchema,
  createTokenBodySchema,
  tokenListSchema,
  tokenSchema,
} from './token.ts';
export type { CreatedToken, CreateTokenBody, Token, TokenList } from './token.ts';
export { parseRequest, toRequestIssues } from './validate.ts';
export type { RequestIssue } from './validate.ts';
export {
  createdWebhookSchema,
  createWebhookBodySchema,
  deadLetterSchema,
  deadLettersSchema,
  DELIVERY_PROBLEMS,
  webhookListSchema,
  webhookSchema,
} from './webhook.ts';
export type {
  CreatedWebhook,
  CreateWebhookBody,
  DeadLetter,
  DeadLetters,
  DeliveryProblem,
  Webhook,
  WebhookList,
} from './webhook.ts';
export { batchBodySchema, batchItemSchema, batchResultSchema, MAX_BATCH } from './batch.ts';
export type { BatchBody, BatchResult } from './batch.ts';
export { bashBodySchema, bashResultSchema, commandBodySchema } from './command.ts';
export type { BashBody, BashResult, CommandBody } from './command.ts';
export { GATE_CHECK_VERDICTS, GATE_VERDICTS, gateBodySchema, gateReportSchema } from './gate.ts';
export type { GateBody, GateCheck, GateCommand, GateFinding, GateReport } from './gate.ts';
export {
  MAX_MEMORY_VALUE_BYTES,
  memoryBodySchema,
  memoryEntrySchema,
  memoryKeySchema,
  memoryListSchema,
  memoryQuerySchema,
} from './memory.ts';
export type { MemoryBody, MemoryEntry, MemoryList, MemoryQuery } from './memory.ts';
export {
  HEALTH_HINTS,
  latencySchema,
  sessionHealthSchema,
  sessionMetricsSchema,
  summarySchema,
} from './metrics.ts';
export type { Latency, LatencyStats, SessionHealth, SessionMetrics, Summary } from './metrics.ts';
export {
  PIPELINE_STATUSES,
  pipelineChangeSchema,
  pipelineDefinitionSchema,
  pipelineListQuerySchema,
  pipelineListSchema,
  pipelinePlanSchema,
  pipelineQuerySchema,
  pipelineSchema,
  STEP_FAILURES,
  stepErrorSchema,
  STEP_STATUSES,
} from './pipeline.ts';
export type {
  Pipeline,
  PipelineChange,
  PipelineDefinition,
  PipelineList,
  PipelineListQuery,
  PipelinePlan,
  PipelineQuery,
  PipelineStatus,
  PipelineStep,
  StepState,
  StepStatus,
} from './pipeline.ts';
export {
  permissionPolicySchema,
  POLICY_DECISIONS,
  policyBodySchema,
  policyVerdictSchema,
  widensPermissions,
} from './policy.ts';
export type {
  PermissionPolicy,
  PolicyBody,
  PolicyDecision,
  PolicyRule,
  PolicyVerdict,
} from './policy.ts';
export {
  DEFAULT_STALL_THRESHOLD_MS,
  RECOVERY_RUNGS,
  recoveryBodySchema,
  recoveryPolicySchema,
  recoveryStepSchema,
  STALL_KINDS,
  stallSchema,
} from './recovery.ts';
export type {
  RecoveryBody,
  RecoveryPolicy,
  RecoveryRung,
  RecoveryRungName,
  RecoveryStep,
  Stall,
} from './recovery.ts';
export { subagentSchema, swarmQuerySchema, swarmSchema, teamSchema } from './swarm.ts';
export type { Subagent, Swarm, SwarmGroup, SwarmQuery, SwarmSession, Team } from './swarm.ts';
export {
  runTemplateBodySchema,
  templateBodySchema,
  templateFieldsSchema,
  templateListSchema,
  templateSchema,
  variableNameSchema,
} from './template.ts';
export type {
  RunTemplateBody,
  Template,
  TemplateBody,
  TemplateFields,
  TemplateList,
  TemplateVariable,
} from './template.ts';
