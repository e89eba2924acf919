export interface BoundedBodyOptions {
  maxUnreadBytes: number;
  /** Once, however it ends. */
  onEnd: () => void;
  /** More is unread than may be. */
  onFull: () => void;
}

/** A body that is read on as it is written, so that what its client leaves unread is counted, and has a bound. */
export function boundedBody(
  body: ReadableStream<Uint8Array>,
  { maxUnreadBytes, onEnd, onFull }: BoundedBodyOptions,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  async function pump(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        controller.close();
        return;
      }
      controller.enqueue(value);
      if ((controller.desiredSize ?? 1) > 0) continue;
      controller.error(new Error('The client left too much unread.'));
      onFull();
      await reader.cancel();
      return;
    }
  }
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // A client that has left closes its side: there is nobody to tell of what fails after that.
        void pump(controller)
          .catch(() => undefined)
          .finally(onEnd);
      },
      cancel: () => reader.cancel(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: maxUnreadBytes }),
  );
}
