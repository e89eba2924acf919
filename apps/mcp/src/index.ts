export { startPolicyFrom } from './command-line.ts';
export type { StartPolicy } from './command-line.ts';
export { createMcpServer } from './create-mcp-server.ts';
export type { McpServer, McpServerOptions } from './create-mcp-server.ts';
export { runMcp } from './run-mcp.ts';
export type { RunMcpOptions } from './run-mcp.ts';
export { createServerLauncher } from './start/launch-server.ts';
export type { LaunchedServer, LaunchOptions, LaunchServer } from './start/launch-server.ts';
export type { ServerAddress } from './start/server-address.ts';
