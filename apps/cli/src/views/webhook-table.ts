import type { DeadLetter, DeliveryProblem, Webhook } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { formatAge } from '../text/duration.ts';
import { oneLine } from '../text/neutralise.ts';
import { type Cell, table } from '../text/table.ts';

interface Problem {
  reason: DeliveryProblem;
  httpStatus: number | null;
  detail: string | null;
}

const headOf = (style: Style, names: readonly string[]): Cell[] =>
  names.map((text) => ({ text, style: style.dim }));

function why({ reason, httpStatus, detail }: Problem): string {
  const more = httpStatus ?? detail;
  return more === null ? reason : `${reason} (${oneLine(String(more))})`;
}

/** Webhooks, one on each line. */
export function webhookTable(webhooks: readonly Webhook[], style: Style): string {
  if (webhooks.length === 0) return 'No webhooks.';
  const rows = webhooks.map(({ id, url, events, sessionId, after, failing }): Cell[] => [
    { text: id },
    { text: events?.map(oneLine).join(',') ?? 'all' },
    { text: sessionId ?? 'all' },
    { text: String(after) },
    failing === null
      ? { text: 'ok' }
      : { text: `event ${failing.eventId}: ${why(failing)}`, style: style.red },
    { text: oneLine(url) },
  ]);
  return table([headOf(style, ['ID', 'EVENTS', 'SESSION', 'DONE UNTIL', 'STATE', 'URL']), ...rows]);
}

/** What was given up on, one on each line. `now` is epoch milliseconds. */
export function deadLetterTable(letters: readonly DeadLetter[], style: Style, now: number): string {
  if (letters.length === 0) return 'Everything was delivered.';
  const rows = letters.map((letter): Cell[] => [
    { text: String(letter.eventId) },
    { text: oneLine(letter.type ?? '-') },
    { text: oneLine(letter.sessionId ?? '-') },
    { text: String(letter.attempts) },
    { text: formatAge(now - Date.parse(letter.at)) },
    { text: why(letter) },
  ]);
  return table([headOf(style, ['EVENT', 'TYPE', 'SESSION', 'ATTEMPTS', 'AGE', 'WHY']), ...rows]);
}
