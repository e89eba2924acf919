export interface Version {
  major: number;
  minor: number;
  /** 0 where the text names none. */
  patch: number;
}

/** The first version in a text: `tmux 3.3a`, `>=20.19`, `2.1.330 (Claude Code)`; null where there is none. */
export function findVersion(text: string): Version | null {
  const match = /(?<!\d)(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?/.exec(text);
  if (match === null) return null;
  const [, major, minor, patch = '0'] = match;
  return { major: Number(major), minor: Number(minor), patch: Number(patch) };
}

export function isAtLeast(version: Version, least: Version): boolean {
  return !isNewer(least, version);
}

export function isNewer(version: Version, than: Version): boolean {
  if (version.major !== than.major) return version.major > than.major;
  if (version.minor !== than.minor) return version.minor > than.minor;
  return version.patch > than.patch;
}
