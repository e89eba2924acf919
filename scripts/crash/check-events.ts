import type { AegisEvent, Message } from '@aegis/protocol';

/** What was wrong with a stream that was cut many times. All empty: each event came once, in order. */
export interface EventFaults {
  /** Ids that a replay has and the stream did not bring. */
  missed: number[];
  /** Ids that the stream brought more than once, or behind a later one. */
  repeated: number[];
  /** Messages of a conversation that no event told of, and those that more than one did. */
  untold: string[];
  toldTwice: string[];
}

export interface Conversation {
  id: string;
  messages: readonly Pick<Message, 'id'>[];
}

/**
 * @param live what a client got that reconnected after each cut
 * @param replayed what one gets that asks for everything at the end
 */
export function checkEvents(
  live: readonly AegisEvent[],
  replayed: readonly AegisEvent[],
  conversations: readonly Conversation[],
): EventFaults {
  const seen = new Set<number>();
  const repeated: number[] = [];
  let last = 0;
  for (const { id } of live) {
    if (seen.has(id) || id < last) repeated.push(id);
    seen.add(id);
    last = Math.max(last, id);
  }
  const missed = replayed.filter(({ id }) => !seen.has(id)).map(({ id }) => id);
  const told = new Map<string, number>();
  for (const event of replayed) {
    if (event.type !== 'message-added') continue;
    const key = `${event.sessionId} ${event.data.message.id}`;
    told.set(key, (told.get(key) ?? 0) + 1);
  }
  const keys = conversations.flatMap(({ id, messages }) =>
    messages.map((one) => `${id} ${one.id}`),
  );
  return {
    missed,
    repeated,
    untold: keys.filter((key) => !told.has(key)),
    toldTwice: [...told].filter(([, times]) => times > 1).map(([key]) => key),
  };
}
