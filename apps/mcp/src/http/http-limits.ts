export interface HttpCaller {
  /** Whose the connection is: only requests of the same owner reach it. */
  owner: string;
  /** False once the owner may do nothing any more: their connections end. */
  isLive: () => boolean;
}

export interface HttpLimits {
  maxConnections: number;
  /** Milliseconds without a request and without an open stream after which a connection ends. */
  idleMs: number;
  /** Milliseconds between signs of life on a quiet stream, and between looks at whether its owner still may. */
  heartbeatMs: number;
  /** Bytes that a client may leave unread on one stream before its connection ends. */
  maxUnreadBytes: number;
}
