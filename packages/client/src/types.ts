import type { AegisEvent, CutReason, ROUTES, RouteId, StreamReady } from '@aegis/protocol';
import type { GenericSchema, InferInput, InferOutput } from 'valibot';

/** What the client needs of `fetch`; the global one fits. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface AegisClientOptions {
  /** Where the server listens; default `http://127.0.0.1:9100`. */
  baseUrl?: string | undefined;
  /** Sent as a bearer token. */
  token?: string | undefined;
  /** Default: the global `fetch`. */
  fetch?: Fetch | undefined;
  /** How a reconnecting event stream waits, in milliseconds; default: a timer. Ends early when aborted. */
  delay?: Delay | undefined;
}

export type Delay = (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;

export interface CallOptions {
  /** Aborting it rejects the call with the signal's reason. */
  signal?: AbortSignal | undefined;
}

export interface EventsOptions extends CallOptions {
  /** One session's events; without it every session's. */
  sessionId?: string | undefined;
  /** Events after this id, from the store, then live ones. */
  after?: number | undefined;
  /** Called each time the stream is open: what happens from now on will be told. */
  onOpen?: (() => void) | undefined;
  /** Called when the server says where the stream begins and which events there are; an older server does not. */
  onReady?: ((ready: StreamReady) => void) | undefined;
  /** Called when the stream was cut, before it is opened again. */
  onCut?: ((cut: StreamCut) => void) | undefined;
  /** Called where events are missing: pruned before they came, or the server has begun anew. Read the sessions again then. */
  onGap?: ((gap: StreamGap) => void) | undefined;
}

/** What a server said that cannot give what was asked for. The stream goes on after `after`. */
export type StreamGap = Omit<StreamReady, 'gap'>;

export interface StreamCut {
  /** Milliseconds until it is opened again. */
  retryInMs: number;
  /** Why, or null where the server simply ended the stream. */
  error: unknown;
  /** Why the server cut it, where it said so; null elsewhere. */
  reason: CutReason | null;
}

type Table = typeof ROUTES;
export type JsonRouteId = {
  [Id in RouteId]: Table[Id]['kind'] extends 'json' ? Id : never;
}[RouteId];

/** A body as the schema takes it; a query as the schema gives it (numbers and lists, not their spelling). */
type Input<R> = R extends { body: infer Body extends GenericSchema }
  ? InferInput<Body>
  : R extends { query: infer Query extends GenericSchema }
    ? InferOutput<Query>
    : never;
type InputArguments<I> = [I] extends [never] ? [] : Partial<I> extends I ? [input?: I] : [input: I];
type PathArguments<Path> = Path extends `${string}/:${string}` ? [id: string] : [];

export type RouteArguments<Id extends JsonRouteId> = [
  ...PathArguments<Table[Id]['path']>,
  ...InputArguments<Input<Table[Id]>>,
  options?: CallOptions,
];

/** One method for each route that answers with JSON: `(id?, input?, { signal }?)`. */
export type RouteMethods = {
  [Id in JsonRouteId]: (
    ...parameters: RouteArguments<Id>
  ) => Promise<InferOutput<Table[Id]['answer']>>;
};

/**
 * An Aegis server as typed calls. Every call rejects with an `AegisError`: the server's own code and sentence,
 * `server_unreachable` or `server_answer_invalid`; an aborted call rejects with its signal's reason.
 */
export interface AegisClient extends RouteMethods {
  readonly baseUrl: string;
  /**
   * Events in order, each once. After a cut the stream is opened again where it stopped; aborting the signal
   * ends it. Rejects where the first connection fails, or the server refuses the stream (401, 404).
   * Events of a type that this client does not know are passed over.
   */
  events(options?: EventsOptions): AsyncIterableIterator<AegisEvent>;
}
