/** Every exchange of these tests with an Aegis server is held against the OpenAPI document; see watch-fetch.ts. */
const { fetch } = globalThis;

// The document is made only where a test asks a server for something.
globalThis.fetch = async (input, init) => {
  const { watchFetch } = await import('./apps/server/src/testing/watch-fetch.ts');
  return watchFetch(fetch)(input, init);
};

export {};
