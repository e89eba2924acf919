import { AegisError } from '@aegis/protocol';
import type { ProgramResult } from '../io.ts';
import { shellQuote } from '../text/shell-quote.ts';
import {
  addWords,
  type McpEntry,
  removeWords,
  SERVER_NAME,
  type SetupScope,
} from './registration.ts';

/** Runs Claude Code with these words. */
export type RunClaude = (words: readonly string[]) => Promise<ProgramResult>;

export type SetupChange = 'added' | 'replaced' | 'removed' | 'absent';

function said({ stdout, stderr }: ProgramResult): string {
  return `${stderr}\n${stdout}`.trim();
}

function failed(words: readonly string[], result: ProgramResult): AegisError {
  const line = ['claude', ...words].map(shellQuote).join(' ');
  if (result.exitCode === 127) {
    return new AegisError(
      'claude_not_found',
      'Claude Code could not be started. Install it, or set AEGIS_CLAUDE_COMMAND to how it is started; aegis setup-mcp --print shows what to tell it.',
    );
  }
  return new AegisError('internal', `\`${line}\` failed: ${said(result)}`, {
    details: { exitCode: result.exitCode },
  });
}

/** Claude Code says so in words alone: it has one exit code for everything. */
const EXISTS = /already exists/i;
const ABSENT = /no (?:\S+ )?mcp server|not found/i;

/**
 * Adds Aegis to Claude Code, in the place of what stands there under its name; again is fine.
 * @throws AegisError where Claude Code refuses
 */
export async function register(
  claude: RunClaude,
  entry: McpEntry,
  scope: SetupScope,
): Promise<SetupChange> {
  const words = addWords(entry, scope);
  const first = await claude(words);
  if (first.exitCode === 0) return 'added';
  if (!EXISTS.test(said(first))) throw failed(words, first);
  const removal = await claude(removeWords(scope));
  if (removal.exitCode !== 0) throw failed(removeWords(scope), removal);
  const second = await claude(words);
  if (second.exitCode !== 0) throw failed(words, second);
  return 'replaced';
}

/** Takes Aegis out of Claude Code; where it is not in it, that is fine. @throws AegisError where Claude Code refuses */
export async function unregister(claude: RunClaude, scope: SetupScope): Promise<SetupChange> {
  const result = await claude(removeWords(scope));
  if (result.exitCode === 0) return 'removed';
  if (ABSENT.test(said(result)) && said(result).includes(SERVER_NAME)) return 'absent';
  throw failed(removeWords(scope), result);
}
