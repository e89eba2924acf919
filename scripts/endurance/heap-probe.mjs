// Loaded into the server before it starts (`--import`): answers each message with its memory after a collection.
process.on('message', () => {
  // Several: code that is not used any more, and what has a finalizer, go with a later one.
  for (let round = 0; round < 6; round += 1) {
    globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  process.send?.({ heapUsed, external, arrayBuffers });
});
// Asked or not, the server ends when it would have ended.
process.channel?.unref();
