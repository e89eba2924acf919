/** A server in this process that speaks the contract, for tests of programs that use the client. Node only. */
export { startFakeAegis } from './fake-aegis.ts';
export type { FakeAegis, FakeAegisOptions, FakeHandler, FakeRequest } from './fake-aegis.ts';
export type { FakeStreams } from './fake-streams.ts';
export { sampleMessage, samplePending, sampleSession, sampleSessionId } from './sample-session.ts';
