export interface Version {
  major: number;
  minor: number;
}

/** The first `major.minor` in a text: `tmux 3.3a`, `>=20.19`, `2.1.330 (Claude Code)`; null where there is none. */
export function findVersion(text: string): Version | null {
  const match = /(?<!\d)(\d{1,6})\.(\d{1,6})/.exec(text);
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : null;
}

export function isAtLeast(version: Version, least: Version): boolean {
  return version.major === least.major ? version.minor >= least.minor : version.major > least.major;
}
