// Loaded into the server before it starts (`--import`): answers each message with its memory after a collection.
process.on('message', () => {
  // Twice: what has a finalizer goes with the second one.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  process.send?.({ heapUsed, external, arrayBuffers });
});
// Asked or not, the server ends when it would have ended.
process.channel?.unref();
