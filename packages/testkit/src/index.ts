// Any new export here becomes part of the package's interface: named exports only.

// The scripted Messages API.
export { startScriptedApi, type ScriptedApi } from './api/scripted-api.ts';
export { closeServer, listenOnLoopback, readJsonBody } from './api/loopback-server.ts';
export type { RecordedRequest } from './api/recorded-request.ts';
export type { RequestKind } from './api/conversation.ts';
export type { ModelScript, ModelStep, ModelTurn } from './model/step.ts';
export {
  askUserQuestion,
  bash,
  edit,
  exitPlanMode,
  httpError,
  mcpTool,
  read,
  responseHeaders,
  say,
  stop,
  subagent,
  thinkFor,
  usage,
  useTool,
  webFetch,
  write,
  type Pace,
  type Question,
} from './model/builders.ts';

// The real Claude Code.
export { resolveClaude } from './claude/resolve-claude.ts';
export { fetchClaude } from './claude/fetch-claude.ts';
export { createClaudeHome, type ClaudeHome, type ClaudeHomeOptions } from './claude/claude-home.ts';

export { startClaudePane, type ClaudePane, type ClaudePaneOptions } from './claude/claude-pane.ts';
export { echoMcpConfig } from './mcp/echo-mcp-config.ts';

// Places and processes.
export { createTmuxSandbox, type TmuxSandbox } from './sandbox/tmux-sandbox.ts';
export { paneOf, type Pane } from './sandbox/pane.ts';
export { createWorkDir, type WorkDirOptions } from './sandbox/work-dir.ts';
export { mountSmallDisk, whyNoSmallDisk, type SmallDisk } from './sandbox/small-disk.ts';
export { createOwnedDirectory, type OwnedDirectory } from './sandbox/owned-directory.ts';
export { runOnPty, type PtyExit, type PtyOptions, type PtyRun } from './process/run-on-pty.ts';
export {
  bundleProgram,
  type BundledProgram,
  type BundleOptions,
} from './process/bundle-program.ts';
export { processesFrom } from './process/processes-from.ts';
export { runProcess, type RunOptions, type RunResult } from './process/run-process.ts';
export { lookForCommand } from './process/find-command.ts';
export { freePort } from './free-port.ts';
export { eventually, type EventuallyOptions, type Truthy } from './eventually.ts';
export { leftovers, type Leftover } from './reaper/leftovers.ts';
export { TestkitError, type TestkitErrorCode } from './testkit-error.ts';
