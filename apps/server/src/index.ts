/** The Aegis server: `runServer` as a command does it, `startServer` for embedding, `createApp` for tests. */
export { loadConfig } from './config/load-config.ts';
export { resolveConfig } from './config/resolve-config.ts';
export type { Config } from './config/settings.ts';
export { createApp } from './http/create-app.ts';
export type { AppDependencies } from './http/create-app.ts';
export { openApiDocument } from './http/openapi.ts';
export { runServer } from './run-server.ts';
export { startServer } from './start-server.ts';
export type { RunningServer, StartOptions } from './start-server.ts';
