import { type AegisEvent, EVENT_TYPES, eventSchema, toRequestIssues } from '@aegis/protocol';
import * as v from 'valibot';
import type { EventSourceMessage } from 'eventsource-parser';
import { answerInvalid } from '../http-answer.ts';
import { parseJson } from './parse-json.ts';

export interface ParsedEvent {
  id: number | null;
  /** Null for a type that this version does not know. */
  event: AegisEvent | null;
}

const headSchema = v.looseObject({ type: v.string() });
const KNOWN = new Set<string>(EVENT_TYPES);

function idOf(message: EventSourceMessage): number | null {
  return message.id !== undefined && /^\d{1,15}$/.test(message.id) ? Number(message.id) : null;
}

/**
 * @param request the stream's address, for the error's sentence
 * @throws AegisError `server_answer_invalid` where an event of a known type does not fit its schema
 */
export function parseEvent(message: EventSourceMessage, request: string): ParsedEvent {
  const json = parseJson(message.data);
  const head = v.safeParse(headSchema, json);
  const type = head.success ? head.output.type : (message.event ?? 'message');
  if (!KNOWN.has(type)) return { id: idOf(message), event: null };
  const result = v.safeParse(eventSchema, json);
  if (result.success) return { id: result.output.id, event: result.output };
  const issues = toRequestIssues(result.issues);
  throw answerInvalid(request, `a \`${type}\` event with ${issues[0].path}: ${issues[0].message}`, {
    issues,
  });
}
