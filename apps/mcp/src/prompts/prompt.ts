import type { AegisClient } from '@aegis/client';
import type { PromptMessage } from '@modelcontextprotocol/sdk/types.js';

export interface PromptArgument {
  name: string;
  description: string;
  required: boolean;
  /** What completion offers: sessions' ids, their directories, or nothing. */
  takes: 'session' | 'directory' | 'text';
}

/** The arguments that were given; those that are required are there. */
export type PromptInput = ReadonlyMap<string, string>;

export interface Prompt {
  name: string;
  title: string;
  description: string;
  arguments: readonly PromptArgument[];
  messages: (
    input: PromptInput,
    context: { client: AegisClient; signal: AbortSignal },
  ) => PromptMessage[] | Promise<PromptMessage[]>;
}

export function userText(text: string): PromptMessage {
  return { role: 'user', content: { type: 'text', text } };
}

/** A required argument: its place in the table is what says that it is there. */
export function given(input: PromptInput, name: string): string {
  return input.get(name) ?? '';
}
