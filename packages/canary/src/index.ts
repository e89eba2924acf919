/**
 * Runs a Claude Code offline through a short tour and says what of it Aegis still understands. Every export here is
 * public.
 */
export { NEWEST_RECORDED_VERSION, runCanary } from './run-canary.ts';
export type { CanaryOptions, CanaryReport } from './run-canary.ts';
export type { Area, Severity } from './finding.ts';
