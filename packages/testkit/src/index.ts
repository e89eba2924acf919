// Everything at once; the same by theme is in the sub-entries. Named exports only.
export * from './model/index.ts';
export * from './api/index.ts';
export * from './claude/index.ts';
export * from './sandbox/index.ts';
export * from './look-alike/index.ts';
export { echoMcpConfig } from './mcp/echo-mcp-config.ts';
export { runOnPty, type PtyExit, type PtyOptions, type PtyRun } from './process/run-on-pty.ts';
export {
  bundleProgram,
  type BundledProgram,
  type BundleOptions,
} from './process/bundle-program.ts';
export { processesFrom } from './process/processes-from.ts';
export { runProcess, type RunOptions, type RunResult } from './process/run-process.ts';
export { lookForCommand } from './process/find-command.ts';
export { TestkitError, type TestkitErrorCode } from './testkit-error.ts';
