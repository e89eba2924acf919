import type { Message, Summary } from '@aegis/protocol';
import { ToolTally } from './tool-tally.ts';

type Tallied = Pick<Summary, 'messages' | 'prompts' | 'tools' | 'firstPrompt' | 'lastText'>;

/** What a conversation is made of, out of its messages in their order. */
export class MessageTally {
  readonly #tools = new ToolTally();
  readonly #roles = { user: 0, assistant: 0, system: 0 };
  #toolUses = 0;
  #toolResults = 0;
  #toolErrors = 0;
  #prompts = 0;
  #firstPrompt: string | null = null;
  #lastText: string | null = null;

  take(message: Message): void {
    const { role, contentType, text, isError } = message;
    this.#roles[role] += 1;
    this.#tools.take(message);
    if (contentType === 'tool_use') this.#toolUses += 1;
    if (contentType === 'tool_result') {
      this.#toolResults += 1;
      if (isError) this.#toolErrors += 1;
    }
    if (contentType !== 'text') return;
    if (role === 'assistant') this.#lastText = text;
    if (role !== 'user') return;
    this.#prompts += 1;
    this.#firstPrompt ??= text;
  }

  tally(): Tallied {
    const { user, assistant, system } = this.#roles;
    return {
      messages: {
        total: user + assistant + system,
        ...this.#roles,
        toolUses: this.#toolUses,
        toolResults: this.#toolResults,
        toolErrors: this.#toolErrors,
      },
      prompts: this.#prompts,
      tools: this.#tools.list(),
      firstPrompt: this.#firstPrompt,
      lastText: this.#lastText,
    };
  }
}
