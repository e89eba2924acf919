import type { AegisClient } from '@aegis/client';
import { type AegisEvent, EVENT_TYPES, eventsQuerySchema, type EventType } from '@aegis/protocol';
import type { CommandContext, CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { readEvents } from '../follow/read-events.ts';
import { findSession } from '../session-argument.ts';
import { didYouMean } from '../text/closest.ts';
import { UsageError } from '../usage-error.ts';
import { eventView } from '../views/event-view.ts';
import { parseQuery } from './parse-query.ts';

export interface EventsFlags {
  follow?: true;
  after?: string;
  session?: string;
  type?: string;
}

function isEventType(text: string): text is EventType {
  return (EVENT_TYPES as readonly string[]).includes(text);
}

function typesFrom(list: string | undefined): ReadonlySet<EventType> | null {
  if (list === undefined) return null;
  const types = list.split(',').map((type) => type.trim());
  return new Set(
    types.map((type) => {
      if (isEventType(type)) return type;
      const guess = didYouMean(type, EVENT_TYPES);
      throw new UsageError(
        `${JSON.stringify(type)} is no type of event.${guess} There are: ${EVENT_TYPES.join(', ')}.`,
      );
    }),
  );
}

export interface PrintEventsOptions {
  sessionId: string | undefined;
  after: string | undefined;
  types: string | undefined;
  follow: boolean;
}

/** Prints events, one on each line, until there are no more or, with `follow`, for ever. */
export async function printEvents(
  { io, output }: CommandContext,
  client: AegisClient,
  { sessionId, follow, ...options }: PrintEventsOptions,
): Promise<number> {
  const { after } = parseQuery(eventsQuerySchema, { after: options.after });
  const types = typesFrom(options.types);
  const onGap = () =>
    output.note('Events are missing here: they were pruned, or the server is new.');
  const wanted = ({ type }: AegisEvent) => types === null || types.has(type);
  const events = readEvents(client, { signal: io.signal, sessionId, after, follow, onGap });
  for await (const event of events) if (wanted(event)) output.item(event, eventView);
  return EXIT.ok;
}

export const events: CommandHandler<EventsFlags, []> = async (context, flags) => {
  const client = await context.connect();
  const { session, after, type: types, follow = false } = flags;
  const sessionId =
    session === undefined ? undefined : (await findSession(client, session, context.io.signal)).id;
  return printEvents(context, client, { sessionId, after, types, follow });
};
