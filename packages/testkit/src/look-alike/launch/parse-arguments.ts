import type { PermissionMode } from '../screen/screen-state.ts';
import { isPermissionMode } from '../hooks/hook-decision.ts';

/** What the command line asks for. */
export type Launch =
  | { readonly type: 'version' }
  | { readonly type: 'refused'; readonly message: string }
  | ({ readonly type: 'session' } & SessionLaunch);

export interface SessionLaunch {
  /** The scenario's file; null: every prompt is repeated. */
  readonly scenario: string | null;
  /** Every folder counts as trusted. */
  readonly trustAll: boolean;
  readonly settings: string | null;
  readonly sessionId: string | null;
  readonly resume: string | null;
  readonly fork: boolean;
  readonly mode: PermissionMode;
  readonly model: string | null;
  /** Permission rules, such as `Bash(sleep:*)`. */
  readonly allowed: readonly string[];
  readonly prompt: string | null;
}

/** Flags of Claude Code that a script is not changed by, and how many words follow each. */
const WITHOUT_EFFECT: Readonly<Record<string, 'none' | 'one' | 'list'>> = {
  '--verbose': 'none',
  '--debug': 'none',
  '--ide': 'none',
  '--strict-mcp-config': 'none',
  '--allow-dangerously-skip-permissions': 'none',
  '--ax-screen-reader': 'none',
  '--fallback-model': 'one',
  '--effort': 'one',
  '--agent': 'one',
  '--agents': 'one',
  '--name': 'one',
  '-n': 'one',
  '--append-system-prompt': 'one',
  '--append-system-prompt-file': 'one',
  '--system-prompt': 'one',
  '--system-prompt-file': 'one',
  '--setting-sources': 'one',
  '--plugin-dir': 'one',
  '--teammate-mode': 'one',
  '--add-dir': 'list',
  '--mcp-config': 'list',
  '--disallowedTools': 'list',
  '--disallowed-tools': 'list',
  '--tools': 'list',
};

const VALUED = new Set([
  ...['--scenario', '--settings', '--model', '--resume', '-r', '--session-id'],
  '--permission-mode',
]);

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Mutable = { -readonly [K in keyof SessionLaunch]: SessionLaunch[K] };

/** Claude Code's command line, as far as a session's start is concerned, and the look-alike's own flags. */
export function parseArguments(words: readonly string[]): Launch {
  const launch: Mutable & { allowed: string[] } = {
    scenario: null,
    trustAll: false,
    settings: null,
    sessionId: null,
    resume: null,
    fork: false,
    mode: 'default',
    model: null,
    allowed: [],
    prompt: null,
  };
  const rest = [...words];
  for (;;) {
    const word = rest.shift();
    if (word === undefined) break;
    const [flag, ...inline] = splitAtEquals(word);
    rest.unshift(...inline);
    if (flag === '--') {
      launch.prompt = rest.shift() ?? null;
      break;
    }
    if (!flag.startsWith('-')) {
      launch.prompt = word;
      continue;
    }
    switch (flag) {
      case '--version':
      case '-v':
        return { type: 'version' };
      case '--trust-all':
        launch.trustAll = true;
        continue;
      case '--fork-session':
        launch.fork = true;
        continue;
      case '--dangerously-skip-permissions':
        launch.mode = 'bypassPermissions';
        continue;
      case '--allowedTools':
      case '--allowed-tools':
        launch.allowed.push(...takeList(rest));
        continue;
    }
    const effect = WITHOUT_EFFECT[flag];
    if (effect === 'none') continue;
    if (effect === 'list') {
      takeList(rest);
      continue;
    }
    if (effect === undefined && !VALUED.has(flag))
      return refused(`error: unknown option '${flag}'`);
    const value = rest.shift();
    if (value === undefined) return refused(`error: option '${flag}' argument missing`);
    switch (flag) {
      case '--scenario':
        launch.scenario = value;
        break;
      case '--settings':
        launch.settings = value;
        break;
      case '--model':
        launch.model = value;
        break;
      case '--resume':
      case '-r':
        launch.resume = value;
        break;
      case '--session-id':
        if (!UUID.test(value)) return refused('Error: Invalid session ID. Must be a valid UUID.');
        launch.sessionId = value.toLowerCase();
        break;
      case '--permission-mode': {
        const mode = value === 'manual' ? 'default' : value;
        if (!isPermissionMode(mode)) {
          return refused(
            `error: option '--permission-mode <mode>' argument '${value}' is invalid.`,
          );
        }
        launch.mode = mode;
        break;
      }
    }
  }
  if (launch.sessionId !== null && launch.resume !== null && !launch.fork) {
    return refused(
      'Error: --session-id can only be used with --continue or --resume if --fork-session is also specified.',
    );
  }
  return { type: 'session', ...launch };
}

function splitAtEquals(word: string): [string, ...string[]] {
  const [, flag, value] = /^(--[a-z-]+)=(.*)$/is.exec(word) ?? [];
  return flag === undefined || value === undefined ? [word] : [flag, value];
}

/** Words up to the next flag. */
function takeList(rest: string[]): string[] {
  const end = rest.findIndex((word) => word.startsWith('-'));
  return rest.splice(0, end < 0 ? rest.length : end);
}

function refused(message: string): Launch {
  return { type: 'refused', message };
}
