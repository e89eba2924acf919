import {
  streamCutSchema,
  streamReadySchema,
  type StreamReady,
  type StreamServerCut,
} from '@aegis/protocol';
import type { EventSourceMessage } from 'eventsource-parser';
import * as v from 'valibot';
import { parseJson } from './parse-json.ts';

/** What a server says of the stream itself. */
export type StreamControl =
  { type: 'ready'; ready: StreamReady } | { type: 'cut'; cut: StreamServerCut };

/** Null for an event, and for what this version does not understand: an older server says less when it is ready. */
export function parseControl({ event, data }: EventSourceMessage): StreamControl | null {
  if (event === 'ready') {
    const ready = v.safeParse(streamReadySchema, parseJson(data));
    return ready.success ? { type: 'ready', ready: ready.output } : null;
  }
  if (event === 'cut') {
    const cut = v.safeParse(streamCutSchema, parseJson(data));
    return cut.success ? { type: 'cut', cut: cut.output } : null;
  }
  return null;
}
