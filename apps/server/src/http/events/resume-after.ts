import { AegisError } from '@aegis/protocol';

/** The id to go on after: the header that an EventSource sends on its own, or the query. @throws AegisError `invalid_request` */
export function resumeAfter(
  lastEventId: string | undefined,
  after: number | undefined,
): number | undefined {
  if (lastEventId === undefined || lastEventId === '') return after;
  if (/^\d{1,15}$/.test(lastEventId)) return Number(lastEventId);
  throw new AegisError(
    'invalid_request',
    `The Last-Event-ID header is "${lastEventId.slice(0, 40)}", which is no event id. Send the \`id\` of the last event that you got, or leave it out.`,
  );
}
