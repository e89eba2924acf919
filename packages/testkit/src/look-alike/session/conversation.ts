import { randomBytes, randomUUID } from 'node:crypto';
import type { JsonRecord } from '../../api/json.ts';
import { estimateTokens, inputUsage } from '../../api/usage.ts';
import { projectFolder } from '../files/project-folder.ts';
import { Transcript } from '../files/transcript.ts';
import type { PermissionMode } from '../screen/screen-state.ts';
import type { Failure } from '../turn/failure.ts';

export interface ConversationOptions {
  readonly configDir: string;
  readonly workDir: string;
  readonly version: string;
  readonly model: string;
  readonly sessionId: string;
}

/** Tokens of Claude Code's own instructions, about. */
const OWN_TOKENS = 14_000;

export type MessageBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | {
      readonly type: 'tool_use';
      readonly id: string;
      readonly name: string;
      readonly input: Readonly<Record<string, unknown>>;
    };

/** One answer of the model, of which each block is a line of the transcript. */
export interface Message {
  readonly id: string;
  readonly requestId: string;
  readonly stopReason: string | null;
  /** What the answer's usage says; null for an estimate. */
  readonly inputTokens: number | null;
}

export function newMessage(stopReason: string | null, inputTokens: number | null): Message {
  const id = randomBytes(12).toString('hex');
  return { id: `msg_${id}`, requestId: `req_${id}`, stopReason, inputTokens };
}

const REJECTED =
  "The user doesn't want to proceed with this tool use. The tool use was rejected (eg. if it was a file edit, the new_string was NOT written to the file). STOP what you are doing and wait for the user to tell you how to proceed.";

/** What is written down of a conversation, in Claude Code's shapes. */
export class Conversation {
  readonly transcript: Transcript;
  readonly sessionId: string;
  readonly #model: string;
  #promptId = randomUUID();
  #promptCount = 0;
  #contextTokens = OWN_TOKENS;
  #cachedTokens = 0;

  constructor({ configDir, workDir, version, model, sessionId }: ConversationOptions) {
    this.sessionId = sessionId;
    this.#model = model;
    const folder = projectFolder(configDir, workDir);
    this.transcript = new Transcript({ folder, sessionId, workDir, version });
  }

  get promptId(): string {
    return this.#promptId;
  }

  /** Begins a turn. */
  prompt(text: string, mode: PermissionMode, source: 'typed' | 'queued' | 'shell'): void {
    if (this.#promptCount === 0) {
      this.transcript.note({ type: 'mode', mode: 'normal' });
      this.transcript.note({ type: 'permission-mode', permissionMode: mode });
    }
    this.#promptId = randomUUID();
    this.#promptCount += 1;
    const position = { promptIndex: this.#promptCount, turnIndex: this.#promptCount };
    const human = {
      permissionMode: mode,
      origin: { kind: 'human' },
      promptSource: source,
    };
    this.#addUser(text, {
      ...(source === 'shell' ? {} : human),
      turnOrigin: 'human',
      turnPosition: position,
    });
  }

  shellInput(command: string): void {
    this.#addUser(`<bash-input>${command}</bash-input>`, {});
  }

  block(message: Message, block: MessageBlock): void {
    const output = estimateTokens(Buffer.byteLength(JSON.stringify(block)));
    const total = message.inputTokens ?? this.#contextTokens;
    const usage = inputUsage(total, this.#cachedTokens);
    this.#contextTokens += output;
    this.transcript.add({
      message: {
        id: message.id,
        type: 'message',
        role: 'assistant',
        model: this.#model,
        content: [block],
        stop_reason: message.stopReason,
        stop_sequence: null,
        usage: { ...usage, output_tokens: output, service_tier: 'standard' },
      },
      requestId: message.requestId,
      type: 'assistant',
    });
  }

  /** All blocks of the answer have been written. */
  messageDone(message: Message): void {
    this.#cachedTokens = message.inputTokens ?? this.#contextTokens;
  }

  toolResult(toolUseId: string, content: string, details: JsonRecord & { isError: boolean }): void {
    const { isError, ...more } = details;
    const block = { type: 'tool_result', content, is_error: isError, tool_use_id: toolUseId };
    this.#addUser([block], more);
  }

  toolRejected(toolUseId: string): void {
    this.toolResult(toolUseId, REJECTED, {
      isError: true,
      toolUseResult: 'User rejected tool use',
    });
    this.interrupted('[Request interrupted by user for tool use]');
  }

  interrupted(words: string): void {
    this.#addUser([{ type: 'text', text: words }], {});
  }

  failed({ text, error }: Failure, stopReason: string): void {
    this.transcript.add({
      type: 'assistant',
      message: {
        id: randomUUID(),
        model: '<synthetic>',
        role: 'assistant',
        stop_reason: stopReason,
        stop_sequence: '',
        type: 'message',
        usage: { input_tokens: 0, output_tokens: 0 },
        content: [{ type: 'text', text }],
      },
      error,
      isApiErrorMessage: true,
    });
  }

  /** The turn has come to its end. */
  closed(durationMs: number): void {
    this.transcript.add({ type: 'system', subtype: 'stop_hook_summary', hookErrors: [] });
    this.transcript.add({ type: 'system', subtype: 'turn_duration', durationMs, isMeta: false });
  }

  /** What Claude Code itself says to the user. */
  notice(content: string): void {
    this.transcript.add({ type: 'system', subtype: 'informational', content, level: 'notice' });
  }

  /** A command of Claude Code's own, which no model saw. */
  command(name: string): void {
    this.remark(
      "<local-command-caveat>The command below was run directly in Claude Code, not sent to you as a request, and its output goes straight to the user. It's recorded here as context for later messages.</local-command-caveat>",
    );
    const words = [
      `<command-name>/${name}</command-name>`,
      `<command-message>${name}</command-message>`,
      '<command-args></command-args>',
    ];
    this.#addUser(words.join('\n            '), {});
    const content = '<local-command-stdout></local-command-stdout>';
    this.transcript.add({ type: 'system', subtype: 'local_command', content, level: 'info' });
  }

  /** What Claude Code itself says to the model, such as why its turn goes on. */
  remark(text: string): void {
    this.#addUser(text, { isMeta: true });
  }

  #addUser(content: unknown, more: JsonRecord): void {
    this.#contextTokens += estimateTokens(Buffer.byteLength(JSON.stringify(content)));
    this.transcript.add({
      promptId: this.#promptId,
      type: 'user',
      message: { role: 'user', content },
      ...more,
    });
  }
}
