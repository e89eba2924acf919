/** The look-alike of Claude Code: `@aegis/testkit/look-alike`. */
export { createFakeClaude, type FakeClaude, type FakeClaudeOptions } from './create-fake-claude.ts';
