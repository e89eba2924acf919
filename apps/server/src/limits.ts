/** What bounds connections, requests and event streams. Times in milliseconds. */
export interface ServerLimits {
  /** For a request's headers to come in, from the first byte of the connection on, or none at all. */
  headersTimeoutMs: number;
  /** For a request with its body to come in. What is answered, and how long that takes, is not counted. */
  requestTimeoutMs: number;
  /** How long a connection may wait for its next request. */
  keepAliveTimeoutMs: number;
  /** Connections at once; more are closed when they come, so that files and tmux can still be opened. */
  maxConnections: number;
  /** Between signs of life on a quiet event stream, so that no proxy takes it for dead. */
  heartbeatMs: number;
  /** How long a client of an event stream may take nothing while there is something for it. */
  stallMs: number;
  /** How long a stream that was cut may take to read why. */
  cutGraceMs: number;
}

export const DEFAULT_LIMITS: ServerLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  keepAliveTimeoutMs: 5_000,
  maxConnections: 1_000,
  heartbeatMs: 15_000,
  stallMs: 30_000,
  cutGraceMs: 2_000,
};
