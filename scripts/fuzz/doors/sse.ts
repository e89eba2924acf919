import { AegisError, eventSchema, type AegisEvent } from '@aegis/protocol';
import type { EventSourceMessage } from 'eventsource-parser';
import fc from 'fast-check';
import * as v from 'valibot';
import {
  samplePending,
  sampleMessage,
  sampleSession,
  sampleSessionId,
} from '@aegis/client/testing';
import { followEvents } from '../../../packages/client/src/sse/follow-events.ts';
import { parseEvent } from '../../../packages/client/src/sse/parse-event.ts';
import { readStream } from '../../../packages/client/src/sse/read-stream.ts';
import { promise, type Door, type Verdict } from '../door.ts';
import { same } from '../input/same.ts';
import { cuts, cutsOf, inPieces, type Cuts } from '../input/chunks.ts';
import { mutatedBytes } from '../input/mutate-bytes.ts';
import { mutatedJson } from '../input/mutate-json.ts';

const AT = '2026-01-02T03:04:05.678Z';
const EVENTS = [
  { type: 'session-created', data: { session: sampleSession() } },
  {
    type: 'status-changed',
    data: {
      ...{ from: 'idle', to: 'working', statusText: null },
      evidence: { source: 'screen', rule: 'screen.spinner', at: AT },
    },
  },
  { type: 'pending-opened', data: { pending: samplePending() } },
  { type: 'message-added', data: { message: sampleMessage() } },
  { type: 'pending-closed', data: { pendingId: 'pen_1', closedBy: 'aegis', chosen: 'Yes' } },
].map((event, index) => ({ id: index + 1, sessionId: sampleSessionId(1), at: AT, ...event }));

interface Input {
  bytes: Uint8Array;
  cuts: Cuts;
}

const encoder = new TextEncoder();
const frameOf = (event: unknown, id: unknown, type: unknown): Uint8Array =>
  encoder.encode(`id: ${String(id)}\nevent: ${String(type)}\ndata: ${JSON.stringify(event)}\n\n`);

export const sse: Door<Input> = {
  name: 'sse',
  about: 'event streams, as the client reads them',
  share: 80,
  guidedBy: ['packages/client/src/sse/', 'packages/protocol/src/'],
  open: () => {
    const samples = EVENTS.map((event) => frameOf(event, event.id, event.type));
    const head = encoder.encode('retry: 1000\n: hello\n\n');
    const frames = fc
      .array(fc.tuple(fc.oneof(fc.nat(9).map(String), fc.string()), mutatedJson(EVENTS)), {
        maxLength: 4,
      })
      .map((list) =>
        Buffer.concat([head, ...list.map(([id, event]) => frameOf(event, id, 'status-changed'))]),
      )
      .map((bytes) => new Uint8Array(bytes));
    return Promise.resolve({
      inputs: fc.record({ bytes: fc.oneof(frames, mutatedBytes([...samples, head])), cuts }),
      check,
      guided: {
        samples: [...samples, head],
        toInput: (bytes) => ({ bytes, cuts: cutsOf(bytes) }),
      },
    });
  },
};

function streamOf(pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
}

async function messagesOf(pieces: readonly Uint8Array[]): Promise<EventSourceMessage[]> {
  const messages: EventSourceMessage[] = [];
  const onRetry = (ms: number) =>
    promise(Number.isInteger(ms) && ms >= 0, 'a delay is a whole number');
  for await (const message of readStream(streamOf(pieces), { onRetry })) messages.push(message);
  return messages;
}

async function check({ bytes, cuts: at }: Input): Promise<Verdict> {
  const messages = await messagesOf([bytes]);
  const inParts = await messagesOf(inPieces(bytes, at));
  promise(same(inParts, messages), 'the same events, however the bytes are cut');
  for (const message of messages) {
    try {
      const { event } = parseEvent(message, 'GET /v1/events');
      promise(event === null || v.is(eventSchema, event), 'an event fits its schema');
    } catch (error) {
      promise(
        AegisError.is(error) && error.code === 'server_answer_invalid',
        `typed: ${String(error)}`,
      );
    }
  }
  return follow(inPieces(bytes, at));
}

/** The stream once, then its end: the ids that are told rise, and none comes twice. */
async function follow(pieces: readonly Uint8Array[]): Promise<Verdict> {
  const stop = new AbortController();
  let opened = 0;
  const source = {
    request: 'GET /v1/events',
    open: () => {
      opened += 1;
      return Promise.resolve(streamOf(pieces));
    },
    delay: (ms: number) => {
      promise(Number.isFinite(ms) && ms >= 0, 'a delay is a number');
      // The second time the same events come again: they are known.
      if (opened >= 2) stop.abort();
      return Promise.resolve();
    },
  };
  const told: AegisEvent[] = [];
  try {
    for await (const event of followEvents(source, { signal: stop.signal })) told.push(event);
  } catch (error) {
    promise(
      AegisError.is(error) && error.code === 'server_answer_invalid',
      `typed: ${String(error)}`,
    );
    return 'rejected';
  }
  for (const [index, { id }] of told.entries()) {
    promise(index === 0 || id > (told[index - 1]?.id ?? 0), 'ids rise');
  }
  return 'accepted';
}
