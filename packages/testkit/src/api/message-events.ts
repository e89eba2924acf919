import type { JsonRecord } from './json.ts';
import { chunksOf, type ContentBlock, type Reply } from './reply.ts';
import { outputTokens, type Usage } from './usage.ts';

export interface MessageHead {
  readonly id: string;
  readonly model: string;
  readonly inputUsage: Omit<Usage, 'output_tokens'>;
}

/** One event of the stream, and the milliseconds to wait before it. */
export interface StreamEvent {
  readonly event: string;
  readonly data: JsonRecord;
  readonly delayMs: number;
}

/** The events of a streamed reply in the order of the Messages API. */
export function* messageEvents(head: MessageHead, reply: Reply): Generator<StreamEvent> {
  yield at('message_start', { message: messageStart(head) });
  yield at('ping', {});
  let silence = 0;
  let index = 0;
  for (const part of reply.parts) {
    if (part.type === 'silence') {
      silence += part.delayMs;
      continue;
    }
    for (const event of blockEvents(index, part.block)) {
      yield { ...event, delayMs: event.delayMs + silence };
      silence = 0;
    }
    index += 1;
  }
  yield* endEvents(reply, silence);
}

function* endEvents(reply: Reply, silence: number): Generator<StreamEvent> {
  if (reply.end.type === 'error') {
    const { errorType, message } = reply.end.error;
    yield at('error', { error: { type: errorType, message } }, silence);
    return;
  }
  yield at(
    'message_delta',
    {
      delta: { stop_reason: reply.end.reason, stop_sequence: null },
      usage: { output_tokens: outputTokens(blocksOf(reply)) },
    },
    silence,
  );
  yield at('message_stop', {});
}

function* blockEvents(index: number, block: ContentBlock): Generator<StreamEvent> {
  const delta = (data: JsonRecord, delayMs = 0) =>
    at('content_block_delta', { index, delta: data }, delayMs);
  switch (block.type) {
    case 'text': {
      yield at('content_block_start', { index, content_block: { type: 'text', text: '' } });
      let delayMs = 0;
      for (const text of chunksOf(block.text, block.chunkSize)) {
        yield delta({ type: 'text_delta', text }, delayMs);
        delayMs = block.chunkDelayMs;
      }
      break;
    }
    case 'thinking':
      yield at('content_block_start', {
        index,
        content_block: { type: 'thinking', thinking: '', signature: '' },
      });
      yield delta({ type: 'thinking_delta', thinking: block.text });
      yield delta({ type: 'signature_delta', signature: SIGNATURE });
      break;
    case 'tool_use':
      yield at('content_block_start', {
        index,
        content_block: { type: 'tool_use', id: block.id, name: block.name, input: {} },
      });
      for (const piece of chunksOf(JSON.stringify(block.input), JSON_CHUNK_SIZE)) {
        yield delta({ type: 'input_json_delta', partial_json: piece });
      }
      break;
  }
  yield at('content_block_stop', { index });
}

const JSON_CHUNK_SIZE = 60;
const SIGNATURE = Buffer.from('scripted thinking').toString('base64');

function at(event: string, data: JsonRecord, delayMs = 0): StreamEvent {
  return { event, data: { type: event, ...data }, delayMs };
}

function messageStart(head: MessageHead): JsonRecord {
  return {
    id: head.id,
    type: 'message',
    role: 'assistant',
    model: head.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...head.inputUsage, output_tokens: 1 },
  };
}

/** The same reply as one JSON document, for a request without `stream`. */
export function wholeMessage(head: MessageHead, reply: Reply): JsonRecord {
  const blocks = blocksOf(reply);
  return {
    ...messageStart(head),
    content: blocks.map(contentOf),
    stop_reason: reply.end.type === 'stop' ? reply.end.reason : null,
    usage: { ...head.inputUsage, output_tokens: outputTokens(blocks) },
  };
}

function contentOf(block: ContentBlock): JsonRecord {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: block.text };
    case 'thinking':
      return { type: 'thinking', thinking: block.text, signature: SIGNATURE };
    case 'tool_use':
      return { ...block };
  }
}

function blocksOf(reply: Reply): ContentBlock[] {
  return reply.parts.flatMap((part) => (part.type === 'block' ? [part.block] : []));
}
