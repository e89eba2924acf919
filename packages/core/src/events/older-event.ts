import type { EventRow, JsonObject, JsonValue } from '@aegis/store';

/** Fields of a session that earlier versions did not have, with what held before they were there. */
const LATER_SESSION_FIELDS = {
  adopted: null,
  templateId: null,
  pipeline: null,
  worktree: null,
  policy: null,
  recovery: null,
} as const;

/** The data of a stored event as this version has it, whichever version stored it: an upgrade hides no event. */
export function upgradedData({ type, data }: Pick<EventRow, 'type' | 'data'>): EventRow['data'] {
  // Earlier versions did not say how long it took.
  if (type === 'delivery-changed') return { tookMs: null, ...data };
  const { session } = data;
  if (type !== 'session-created' || !isObject(session)) return data;
  return { ...data, session: { ...LATER_SESSION_FIELDS, ...session } };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
