export { createAegisClient } from './create-aegis-client.ts';
export { AegisAnswerError, isNotListening, toErrorBody } from './errors.ts';
export type { UnreachableReason } from './errors.ts';
export { DEFAULT_BASE_URL } from './transport.ts';
export type {
  AegisClient,
  AegisClientOptions,
  CallOptions,
  EventsOptions,
  Fetch,
  StreamCut,
  StreamGap,
} from './types.ts';
