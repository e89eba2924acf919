import type { Message } from '@aegis/protocol';

export interface ToolCount {
  name: string;
  calls: number;
  errors: number;
}

/** Calls of tools and how they ended, out of messages in their order. */
export class ToolTally {
  readonly #counts = new Map<string, ToolCount>();
  /** Which tool a call that was not answered yet is of. */
  readonly #open = new Map<string, ToolCount>();

  take({ contentType, toolName, toolUseId, isError }: Message): void {
    if (contentType === 'tool_use') {
      const name = toolName ?? 'unknown';
      const count = this.#counts.get(name) ?? { name, calls: 0, errors: 0 };
      count.calls += 1;
      this.#counts.set(name, count);
      if (toolUseId !== null) this.#open.set(toolUseId, count);
      return;
    }
    if (contentType !== 'tool_result' || toolUseId === null) return;
    const count = this.#open.get(toolUseId);
    this.#open.delete(toolUseId);
    if (count && isError) count.errors += 1;
  }

  /** By number of calls. */
  list(): ToolCount[] {
    return [...this.#counts.values()].sort(
      (one, other) => other.calls - one.calls || one.name.localeCompare(other.name),
    );
  }
}
