import { okSchema } from '../answer.ts';
import {
  pipelineDefinitionSchema,
  pipelineListQuerySchema,
  pipelineListSchema,
  pipelinePlanSchema,
  pipelineQuerySchema,
  pipelineSchema,
} from '../pipeline.ts';
import type { Route } from './route.ts';

/** Steps that depend on each other. */
export const PIPELINE_ROUTES = {
  createPipeline: {
    method: 'POST',
    path: '/v1/pipelines',
    scope: 'approve',
    summary: 'Run steps that depend on each other, each in a session of its own',
    body: pipelineDefinitionSchema,
    status: 201,
    answer: pipelineSchema,
    kind: 'json',
  },
  checkPipeline: {
    method: 'POST',
    path: '/v1/pipelines/check',
    scope: 'read',
    summary: 'Check a pipeline without running it: the order in which its steps would run',
    body: pipelineDefinitionSchema,
    status: 200,
    answer: pipelinePlanSchema,
    kind: 'json',
  },
  listPipelines: {
    method: 'GET',
    path: '/v1/pipelines',
    scope: 'read',
    summary: 'List pipelines, newest first',
    query: pipelineListQuerySchema,
    status: 200,
    answer: pipelineListSchema,
    kind: 'json',
  },
  getPipeline: {
    method: 'GET',
    path: '/v1/pipelines/:id',
    scope: 'read',
    summary: 'One pipeline and its steps; with `waitMs`, once it has ended',
    query: pipelineQuerySchema,
    status: 200,
    answer: pipelineSchema,
    kind: 'json',
  },
  cancelPipeline: {
    method: 'POST',
    path: '/v1/pipelines/:id/cancel',
    scope: 'drive',
    summary: 'Stop a pipeline and end the sessions of its steps; again is fine',
    status: 200,
    answer: pipelineSchema,
    kind: 'json',
  },
  resumePipeline: {
    method: 'POST',
    path: '/v1/pipelines/:id/resume',
    scope: 'approve',
    summary:
      'Go on with a pipeline that failed or was cancelled, from the steps that did not succeed',
    status: 200,
    answer: pipelineSchema,
    kind: 'json',
  },
  deletePipeline: {
    method: 'DELETE',
    path: '/v1/pipelines/:id',
    scope: 'drive',
    summary: 'Forget a pipeline that has ended',
    status: 200,
    answer: okSchema,
    kind: 'json',
  },
} as const satisfies Record<string, Route>;
