import type { NewEvent } from '@aegis/protocol';

/** An event of this session, without what all its events share. */
export type SessionEvent = NewEvent extends infer E
  ? E extends NewEvent & { sessionId: string }
    ? Pick<E, 'type' | 'data'>
    : never
  : never;
