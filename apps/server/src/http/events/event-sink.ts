import type { AegisEvent, StreamReady, StreamServerCut } from '@aegis/protocol';

/** How a stream's frames are spelled, and where they go. One client's end of an event stream. */
export interface EventSink {
  spell: {
    ready: (ready: StreamReady) => string;
    event: (event: AegisEvent) => string;
  };
  /**
   * Resolves once the client has room for more; at once where it is gone.
   * @param isWhole whether this is the end of what was spelled
   */
  write(text: string, isWhole: boolean): Promise<void>;
  /** A sign of life that carries nothing. Only between whole frames. */
  beat(): void;
  /** False where signs of life were not answered for too long; true where nobody answers them. */
  isAlive(): boolean;
  /** Says why, where `canSay` (what was written before is whole), and ends. */
  cut(cut: StreamServerCut, canSay: boolean): void;
  /** Ends without a word. */
  destroy(): void;
  /** Aborted when the client is gone. */
  gone: AbortSignal;
}
