import { createHash } from 'node:crypto';
import { toTimestamp, type DisagreementFrame } from '@aegis/protocol';
import type { ScreenInput, SourceWord } from '@aegis/status';
import { redactScreen } from './redact-screen.ts';
import type { Sighting } from './tracker.ts';

/** Bytes of a frame's file: a screen of 400 by 150 cells fits. */
export const MAX_FRAME_BYTES = 64 * 1024;

export interface FrameInput {
  sighting: Sighting;
  screen: ScreenInput;
  words: readonly SourceWord[];
  claudeVersion: string | null;
  /** Epoch milliseconds. */
  now: number;
}

/** A screen as it is kept: redacted, and under an id that the next screen of the same structure has too. */
export function toFrame({
  sighting,
  screen,
  words,
  claudeVersion,
  now,
}: FrameInput): DisagreementFrame {
  const rows = redactScreen(screen.lines.map(({ text }) => text));
  const at = toTimestamp(now);
  const frame: DisagreementFrame = {
    id: structureId(sighting.what, rows),
    ...sighting,
    firstAt: at,
    lastAt: at,
    count: 1,
    claudeVersion,
    sources: words.map(({ source, status, rule }) => ({ word: `${source}:${status}`, rule })),
    cols: screen.cols,
    rows,
  };
  return fitted(frame);
}

/** The same for screens that differ in what they are about alone: in what is blacked out, and how long rules are. */
function structureId(what: string, rows: readonly string[]): string {
  const structure = rows
    .map(structureOf)
    .filter((row, index, all) => row !== '' && row !== all[index - 1]);
  return createHash('sha256')
    .update([what, ...structure].join('\n'))
    .digest('hex')
    .slice(0, 16);
}

function isBlackedOut(token: string): boolean {
  return /[x0]/i.test(token) && !/[a-wyz]/i.test(token);
}

/** A row without what is blacked out in it; nothing but that where it is most of the row. */
function structureOf(row: string): string {
  const tokens = row.trim().split(/\s+/);
  const kept = tokens.filter((token) => !isBlackedOut(token));
  if (kept.length * 2 < tokens.length) return 'x';
  return kept.join(' ').replace(/([─━═▔╌])\1+/gu, '$1');
}

/** The lower rows say what a screen is: those above go first. */
function fitted(frame: DisagreementFrame): DisagreementFrame {
  let kept = frame;
  while (kept.rows.length > 0 && frameText(kept).length > MAX_FRAME_BYTES) {
    kept = { ...kept, rows: kept.rows.slice(Math.ceil(kept.rows.length / 4)) };
  }
  return kept;
}

export function frameText(frame: DisagreementFrame): Buffer {
  return Buffer.from(`${JSON.stringify(frame, null, 2)}\n`);
}
