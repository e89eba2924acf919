import { pipelineDefinitionSchema, type PipelineDefinition } from '@aegis/protocol';
import type { JsonObject, SessionStore } from '@aegis/store';
import * as v from 'valibot';
import { pipelineRunSchema, type PipelineRunState } from './pipeline-state.ts';

/** The state, which changes often, and what it is a state of, which never does. */
const STATE = 'core.pipeline.';
const DEFINITION = 'core.pipeline-definition.';

export interface StoredPipeline {
  definition: PipelineDefinition;
  state: PipelineRunState;
}

/** Pipelines in the store. What another version wrote and this one cannot read is kept, and not seen. */
export class PipelineRows {
  readonly #store: SessionStore;

  constructor(store: SessionStore) {
    this.#store = store;
  }

  insert({ definition, state }: StoredPipeline): void {
    this.#store.setKey({
      key: DEFINITION + state.id,
      // Its schema is one of JSON, and what is undefined in it is not written.
      value: definition as unknown as JsonObject,
      at: state.createdAt,
      expiresAt: null,
    });
    this.update(state);
  }

  update(state: PipelineRunState): void {
    this.#store.setKey({
      key: STATE + state.id,
      // Its schema is one of JSON.
      value: state,
      at: state.updatedAt,
      expiresAt: null,
    });
  }

  get(id: string, at: number): StoredPipeline | null {
    const state = v.safeParse(pipelineRunSchema, this.#store.getKey(STATE + id, at)?.value);
    const definition = v.safeParse(
      pipelineDefinitionSchema,
      this.#store.getKey(DEFINITION + id, at)?.value,
    );
    if (!state.success || !definition.success) return null;
    const names = new Set(definition.output.steps.map(({ name }) => name));
    const isOne =
      state.output.steps.length === names.size &&
      state.output.steps.every(({ name }) => names.has(name));
    return isOne ? { definition: definition.output, state: state.output } : null;
  }

  /** The state of each that can be read. */
  states(at: number): PipelineRunState[] {
    return this.#store.listKeys({ prefix: STATE, at }).flatMap(({ value }) => {
      const state = v.safeParse(pipelineRunSchema, value);
      return state.success ? [state.output] : [];
    });
  }

  delete(id: string): void {
    this.#store.deleteKey(STATE + id);
    this.#store.deleteKey(DEFINITION + id);
  }
}
