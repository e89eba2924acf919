/** The real Claude Code against the scripted API: `@aegis/testkit/real-claude`. */
export { resolveClaude } from './resolve-claude.ts';
export { fetchClaude } from './fetch-claude.ts';
export { createClaudeHome, type ClaudeHome, type ClaudeHomeOptions } from './claude-home.ts';
export { startClaudePane, type ClaudePane, type ClaudePaneOptions } from './claude-pane.ts';
