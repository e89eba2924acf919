import type { Usage } from '@aegis/protocol';

/** `950`, `12.3k`, `4.6M`. */
export function formatCount(count: number): string {
  if (count < 1000) return String(count);
  return count < 999_950 ? `${(count / 1000).toFixed(1)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}

/** Dollars: `$0.0123`, `$12.34`; `-` where the price of a model is not known. */
export function formatCost(costUsd: number | null): string {
  if (costUsd === null) return '-';
  return `$${costUsd.toFixed(costUsd < 1 ? 4 : 2)}`;
}

/** What went in (cached or not) and came out, and what it cost. */
export function formatUsage(usage: Usage): string {
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, costUsd } = usage;
  const read = inputTokens + cacheReadTokens + cacheWriteTokens;
  return `${formatCount(read)} in, ${formatCount(outputTokens)} out, ${costUsd === null ? 'cost not known' : formatCost(costUsd)}`;
}

/** How long something took, in two units at most: `0.4s`, `12s`, `3m 20s`, `2h 5m`, `3d 4h`. */
export function formatSpan(milliseconds: number): string {
  if (milliseconds < 9_950) return `${(Math.max(0, milliseconds) / 1000).toFixed(1)}s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds}s`;
  const units = [
    { name: 'd', seconds: 86_400 },
    { name: 'h', seconds: 3600 },
    { name: 'm', seconds: 60 },
    { name: 's', seconds: 1 },
  ];
  const first = units.findIndex((unit) => seconds >= unit.seconds);
  const [large, small] = units.slice(first, first + 2);
  if (!large || !small) return `${seconds}s`;
  const count = Math.floor(seconds / large.seconds);
  const rest = Math.floor((seconds - count * large.seconds) / small.seconds);
  return rest === 0 ? `${count}${large.name}` : `${count}${large.name} ${rest}${small.name}`;
}
