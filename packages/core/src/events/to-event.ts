import { eventSchema, toTimestamp, type AegisEvent } from '@aegis/protocol';
import type { EventRow } from '@aegis/store';
import * as v from 'valibot';
import { upgradedData } from './older-event.ts';

/** A stored row as the event that it was; null for one that cannot be told. */
export function toEvent(row: EventRow): AegisEvent | null {
  // A row that another version wrote and this one does not know, or a damaged one, stays in the store, unseen.
  if (Number.isNaN(new Date(row.at).valueOf())) return null;
  const data = upgradedData(row);
  const parsed = v.safeParse(eventSchema, { ...row, data, at: toTimestamp(row.at) });
  return parsed.success ? parsed.output : null;
}
