import type { Pipeline, StepState } from '@aegis/protocol';
import { AT } from './run-against-fake.ts';

export const PIPELINE = 'pip_00000000000000000001';
const usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  costUsd: 0.5,
};

/** A step that has not begun, unless said otherwise. */
export function sampleStep(name: string, overrides: Partial<StepState> = {}): StepState {
  return {
    name,
    dependsOn: [],
    status: 'waiting',
    attempt: 0,
    attempts: 1,
    sessionId: null,
    waitsOn: null,
    startedAt: null,
    endedAt: null,
    output: null,
    error: null,
    gate: null,
    worktree: null,
    usage,
    ...overrides,
  };
}

/** Two steps, one after the other, unless said otherwise. */
export function samplePipeline(overrides: Partial<Pipeline> = {}): Pipeline {
  return {
    id: PIPELINE,
    name: 'release',
    workDir: '/here',
    status: 'running',
    steps: [sampleStep('build', { dependsOn: ['plan'] }), sampleStep('plan')],
    usage,
    createdAt: AT,
    updatedAt: AT,
    endedAt: null,
    ...overrides,
  };
}
