import type { GenericSchema } from 'valibot';
import type { Scope } from '../scope.ts';

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `:id` for the session, the token, the pipeline, …; with `:key` for an entry of the shared state. */
  path: string;
  summary: string;
  /** What the caller's token must have. `public`: nothing, though a token may bring more of an answer. */
  scope: Scope | 'public';
  body?: GenericSchema;
  query?: GenericSchema;
  status: 200 | 201;
  answer: GenericSchema;
  /** `events`: server-sent events, or a WebSocket where the request asks for one; each event is one answer. */
  kind: 'json' | 'events';
}
