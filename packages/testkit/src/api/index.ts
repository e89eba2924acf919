/** The scripted Messages API: `@aegis/testkit/scripted-api`. */
export { startScriptedApi, type ScriptedApi } from './scripted-api.ts';
export { closeServer, listenOnLoopback, readJsonBody } from './loopback-server.ts';
export type { RecordedRequest } from './recorded-request.ts';
export type { RequestKind } from './conversation.ts';
