import { isAtLeast, parseClaudeVersion, type ClaudeVersion } from '@aegis/protocol';

/** What a version of Claude Code has or has not, and what that means for a session. */
interface FeatureEntry {
  /** The first version that has it. */
  since: string;
  /**
   * Where that is known from: Claude Code's own changelog, or the builds that were run. A measured one may be in an
   * earlier version too, which then goes without it.
   */
  source: 'changelog' | 'measured';
  /** What it is, for a reader of the table of versions. */
  what: string;
  /** What an earlier version does instead. */
  without: string;
}

const FEATURES = {
  httpHooks: {
    since: '2.1.63',
    source: 'changelog',
    what: 'hooks by HTTP',
    without: 'each hook is a command: a small Node script that posts it',
  },
  permissionRequest: {
    since: '2.0.45',
    source: 'changelog',
    what: 'answering through the PermissionRequest hook',
    without: 'every answer goes through the screen',
  },
  hookGrantsRules: {
    since: '2.0.54',
    source: 'changelog',
    what: '`scope: always` through the hook',
    without: 'the row of the dialog is chosen on the screen',
  },
  forkWithSessionId: {
    since: '2.0.73',
    source: 'changelog',
    what: '`--fork-session` with an id of ours',
    without: 'the id of a forked conversation is null until its first hook tells it',
  },
  questions: {
    since: '2.0.21',
    source: 'changelog',
    what: 'questions (AskUserQuestion)',
    without: 'the model has no tool to ask with',
  },
  planFeedback: {
    since: '2.0.57',
    source: 'changelog',
    what: 'a row for feedback on a plan',
    without: 'a plan is rejected without a word, and told why by the next prompt',
  },
  stopFailure: {
    since: '2.1.78',
    source: 'changelog',
    what: 'the StopFailure hook',
    without: 'how a turn failed is read from the screen and the transcript',
  },
  registry: {
    since: '2.1.120',
    source: 'measured',
    what: 'a registry file with the status',
    without: 'busy and idle come from hooks and the screen',
  },
} as const satisfies Readonly<Record<string, FeatureEntry>>;

export type ClaudeFeature = keyof typeof FEATURES;
export type ClaudeFeatures = Readonly<Record<ClaudeFeature, boolean>>;

/** Every feature that differs between versions, in the order of the table in the README. */
export const CLAUDE_FEATURES: readonly (FeatureEntry & { name: ClaudeFeature })[] = (
  Object.keys(FEATURES) as ClaudeFeature[]
).map((name) => ({ name, ...FEATURES[name] }));

/**
 * What a version has. One that is unknown (an adopted session's) or newer than all that were measured has everything.
 * @param version as `claude --version` or the registry names it; null where it is not known
 */
export function claudeFeatures(version: string | null): ClaudeFeatures {
  const has = ({ since }: FeatureEntry) => isSince(version, since);
  // The same keys as FEATURES, each with a boolean.
  return Object.fromEntries(
    CLAUDE_FEATURES.map((entry) => [entry.name, has(entry)]),
  ) as ClaudeFeatures;
}

/** Events of hooks that only tell, each with the first version that knows it (its changelog, unless said otherwise). */
const NOTICE_EVENTS = {
  PreToolUse: '1.0.38',
  PostToolUse: '1.0.38',
  Notification: '1.0.38',
  Stop: '1.0.38',
  SubagentStop: '1.0.41',
  PreCompact: '1.0.48',
  UserPromptSubmit: '1.0.54',
  SessionEnd: '1.0.85',
  SubagentStart: '2.0.43',
  // Measured: 2.0.76 knows it, 2.0.14 does not; the changelog is silent.
  PostToolUseFailure: '2.0.76',
  PostCompact: '2.1.76',
  StopFailure: FEATURES.stopFailure.since,
} as const satisfies Readonly<Record<string, string>>;

/**
 * The events that a version takes hooks for. An event that it does not know makes it skip the whole settings file, or stop
 * at a dialog that says so (measured on 1.0.128, 2.0.76 and 2.1.50). SessionStart is not among them: it takes no HTTP hook.
 */
export function hookEvents(version: string | null): readonly string[] {
  const notices = Object.entries(NOTICE_EVENTS)
    .filter(([, since]) => isSince(version, since))
    .map(([event]) => event);
  return claudeFeatures(version).permissionRequest ? [...notices, 'PermissionRequest'] : notices;
}

function isSince(version: string | null, since: string): boolean {
  const [known, first] = [partsOf(version), partsOf(since)];
  return known === null || first === null || isAtLeast(known, first);
}

function partsOf(version: string | null): ClaudeVersion['parts'] | null {
  return version === null ? null : (parseClaudeVersion(version)?.parts ?? null);
}
