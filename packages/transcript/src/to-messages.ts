import type { Message } from '@aegis/protocol';
import * as v from 'valibot';
import { blockText, resultText, toolCallText } from './block-text.ts';
import { apiMessage, toBlocks, type Block } from './content.ts';
import { numberOrNull, record, stringOrNull, trueOrFalse } from './fields.ts';
import type { Entry } from './types.ts';
import { userEntry, type UserEntry } from './user-entry.ts';
import { outputText, type UserText } from './user-text.ts';

type Part = Partial<Message> & Pick<Message, 'role' | 'contentType' | 'text'>;

const SPOKEN_BY_THE_PERSON: readonly UserText['kind'][] = ['prompt', 'command', 'shell'];

/**
 * What an entry adds to the conversation: one message for each content block, none for entries that are
 * Claude Code's book-keeping. Texts are whole, never cut. Role `user` is what the person said (and, as in the
 * Messages API, tool results); what Claude Code wrote on its own is `system`.
 */
export function toMessages(entry: Entry): Message[] {
  return parts(entry).flatMap((part, index) =>
    part === null
      ? []
      : [
          {
            id: `${entry.uuid ?? `@${entry.start}`}:${index}`,
            timestamp: entry.timestamp,
            toolName: null,
            toolUseId: null,
            toolInput: null,
            isError: false,
            isSidechain: entry.isSidechain,
            model: null,
            ...part,
          },
        ],
  );
}

function parts(entry: Entry): (Part | null)[] {
  const user = userEntry(entry);
  if (user !== null) return user.blocks.map((block) => userPart(user, block));
  if (entry.type === 'assistant') return assistantParts(entry);
  if (entry.type === 'system') return [systemPart(entry)];
  return [];
}

function userPart(user: UserEntry, block: Block | null): Part | null {
  if (block === null) return null;
  if (block.type !== 'text') {
    // A picture in an entry of Claude Code's own is not the person's either.
    const own = SPOKEN_BY_THE_PERSON.includes(user.classify('').kind);
    return blockPart(block, own ? 'user' : 'system');
  }
  const { kind, text } = user.classify(block.text ?? '');
  if (text.trim() === '') return null;
  const role = SPOKEN_BY_THE_PERSON.includes(kind) ? 'user' : 'system';
  return { role, contentType: 'text', text };
}

const assistantFields = v.object({ isApiErrorMessage: trueOrFalse });

function assistantParts({ raw }: Entry): (Part | null)[] {
  const message = apiMessage(raw);
  if (message === null) return [];
  const { isApiErrorMessage: isError } = v.parse(assistantFields, raw);
  // `<synthetic>`: Claude Code's own words in the model's place, such as an API error.
  const synthetic = message.model === '<synthetic>' || isError;
  const role = synthetic ? 'system' : 'assistant';
  const model = synthetic ? null : message.model;
  return toBlocks(message.content).map((block) => {
    const part = block === null ? null : blockPart(block, role);
    return part === null ? null : { ...part, model, isError: isError || (part.isError ?? false) };
  });
}

function blockPart(block: Block, role: Message['role']): Part | null {
  const { type } = block;
  if (type === 'text') {
    const text = block.text ?? '';
    return text.trim() === '' ? null : { role, contentType: 'text', text };
  }
  if (type === 'thinking') {
    // Newer models send a signature and no text: there is nothing to read.
    const text = block.thinking ?? '';
    return text.trim() === '' ? null : { role, contentType: 'thinking', text };
  }
  if (type === 'redacted_thinking') return null;
  if (type === 'tool_use' || type.endsWith('_tool_use')) {
    return {
      role,
      contentType: 'tool_use',
      text: toolCallText(block),
      toolName: block.name,
      toolUseId: block.id,
      toolInput: block.input,
    };
  }
  if (type === 'tool_result' || type.endsWith('_tool_result')) {
    return {
      role,
      contentType: 'tool_result',
      text: resultText(block.content),
      toolUseId: block.tool_use_id,
      isError: block.is_error,
    };
  }
  if (type === 'image' || type === 'document') {
    return { role, contentType: type, text: blockText(block) };
  }
  return { role, contentType: 'other', text: blockText(block) };
}

const systemFields = v.object({
  subtype: stringOrNull,
  content: stringOrNull,
  error: v.optional(v.unknown()),
  retryAttempt: numberOrNull,
  maxRetries: numberOrNull,
});

function systemPart({ raw }: Entry): Part | null {
  const { subtype, content, error, retryAttempt, maxRetries } = v.parse(systemFields, raw);
  if (content !== null && content.trim() !== '') {
    return { role: 'system', contentType: 'text', text: outputText(content) };
  }
  if (subtype !== 'api_error') return null;
  const attempt = retryAttempt === null ? '' : ` (attempt ${retryAttempt} of ${maxRetries ?? '?'})`;
  return {
    role: 'system',
    contentType: 'text',
    text: `API error: ${errorText(error)}${attempt}`,
    isError: true,
  };
}

function errorText(error: unknown): string {
  if (typeof error === 'string') return error;
  if (!v.is(record, error)) return 'unknown';
  for (const key of ['message', 'status', 'code', 'type']) {
    const value = error[key];
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  }
  return 'unknown';
}
