import { UsageError } from '../usage-error.ts';

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** `90s`, `10m`, `1.5h`, `500ms` or plain seconds, as milliseconds. @throws UsageError */
export function parseDuration(text: string): number {
  const match = /^(\d{1,9}(?:\.\d{1,6})?)(ms|[hms])?$/.exec(text);
  if (!match?.[1]) {
    throw new UsageError(
      `${JSON.stringify(text)} is no duration; write seconds, or a number with ms, s, m or h: 90, 500ms, 10m.`,
    );
  }
  // The expression allows these units alone.
  const unit = (match[2] ?? 's') as keyof typeof UNIT_MS;
  return Math.round(Number(match[1]) * UNIT_MS[unit]);
}

/** How long ago, in one unit: `12s`, `5m`, `3h`, `2d`. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}
