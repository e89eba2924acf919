import type {
  Pipeline,
  PipelineDefinition,
  PipelineList,
  PipelineListQuery,
  PipelinePlan,
} from '@aegis/protocol';
import { notYet } from '../not-yet.ts';

/** Pipelines: steps that depend on each other, each in a session of its own. */
export class Pipelines {
  create(_definition: PipelineDefinition): Promise<Pipeline> {
    throw notYet('pipelines');
  }

  check(_definition: PipelineDefinition): PipelinePlan {
    throw notYet('pipelines');
  }

  list(_query: PipelineListQuery = {}): PipelineList {
    throw notYet('pipelines');
  }

  get(_id: string): Pipeline {
    throw notYet('pipelines');
  }

  /** The pipeline once it has ended, or after `timeoutMs`. */
  wait(_id: string, _options: { timeoutMs: number; signal?: AbortSignal }): Promise<Pipeline> {
    throw notYet('pipelines');
  }

  cancel(_id: string): Promise<Pipeline> {
    throw notYet('pipelines');
  }

  resume(_id: string): Promise<Pipeline> {
    throw notYet('pipelines');
  }

  delete(_id: string): void {
    throw notYet('pipelines');
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
