import type { ClaudeVersion } from '@aegis/protocol';

/** The oldest Claude Code that can be given hooks of ours: the first one with `--settings` (its changelog). */
export const MINIMUM_CLAUDE_VERSION: ClaudeVersion = { text: '1.0.61', parts: [1, 0, 61] };

/** The oldest Claude Code that Aegis's screens, flags and hooks were measured on. Older ones are started with a warning. */
export const OLDEST_MEASURED_VERSION: ClaudeVersion = { text: '1.0.128', parts: [1, 0, 128] };
