import type { TmuxVersion } from './types.ts';

interface Release {
  major: number;
  minor: number;
}

/** The oldest tmux with flow control, `%extended-output` and `-N`, which this package builds on. */
export const MINIMUM_VERSION: Release = { major: 3, minor: 2 };

/** What is not in every version from the minimum on, and the release that brought it (tmux's CHANGES file). */
export const FEATURES = {
  /** An empty text keeps tmux from writing `Pane is dead` over the last screen. */
  remainOnExitFormat: { major: 3, minor: 3 },
  /** `#{pane_dead_signal}`. Before it, a program that a signal ended shows neither status nor signal. */
  paneDeadSignal: { major: 3, minor: 3 },
} as const satisfies Record<string, Release>;

/**
 * @param text as `tmux -V` or `#{version}` gives it: `3.3a`, `next-3.6`, `openbsd-7.5`, `master`. A build without
 * a release number comes from the development branch, and is taken as newer than any release.
 */
export function parseVersion(text: string): TmuxVersion {
  const shown = text.trim().replace(/^tmux /, '');
  const match = /^(?:next-)?(\d+)\.(\d+)/.exec(shown);
  if (!match) return { text: shown, major: Number.MAX_SAFE_INTEGER, minor: 0 };
  return { text: shown, major: Number(match[1]), minor: Number(match[2]) };
}

export function isAtLeast(version: TmuxVersion, release: Release): boolean {
  if (version.major !== release.major) return version.major > release.major;
  return version.minor >= release.minor;
}

export function supports(version: TmuxVersion, feature: keyof typeof FEATURES): boolean {
  return isAtLeast(version, FEATURES[feature]);
}
