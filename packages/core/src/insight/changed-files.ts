import type { Message } from '@aegis/protocol';

/** Claude Code's own tools that write a file, and the field that names it. */
const WRITERS: ReadonlyMap<string | null, string> = new Map([
  ['Write', 'file_path'],
  ['Edit', 'file_path'],
  ['MultiEdit', 'file_path'],
  ['NotebookEdit', 'notebook_path'],
]);

/** The files that tools were seen to write: a call that failed, or has no result yet, changed none. */
export class ChangedFiles {
  readonly #asked = new Map<string, string>();
  /** When each was changed first; empty where that is not known. */
  readonly #changed = new Map<string, string>();

  take({ contentType, toolName, toolUseId, toolInput, isError, timestamp }: Message): void {
    if (toolUseId === null) return;
    if (contentType === 'tool_use') {
      const path = toolInput?.[WRITERS.get(toolName) ?? ''];
      if (typeof path === 'string') this.#asked.set(toolUseId, path);
    } else if (contentType === 'tool_result') {
      const path = this.#asked.get(toolUseId);
      this.#asked.delete(toolUseId);
      if (path === undefined || isError) return;
      const [at, known] = [timestamp ?? '', this.#changed.get(path)];
      if (known === undefined || at < known) this.#changed.set(path, at);
    }
  }

  /** In the order of their first change. */
  list(): string[] {
    return [...this.#changed]
      .sort(([, one], [, other]) => one.localeCompare(other))
      .map(([path]) => path);
  }
}
