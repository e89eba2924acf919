import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CorpusError } from '../corpus-error.ts';

/** What a pane drew, as `timestamp-chunks.mjs` writes it down. */
export interface ChunkLog {
  readonly path: string;
  /** How far the file goes at this moment: a mark for {@link LoggedChunks.offsetAt}. */
  mark(): number;
  /** Resolves when nothing was drawn for so many milliseconds. */
  quiet(ms: number): Promise<void>;
  read(): LoggedChunks;
}

export interface LoggedChunks {
  /** Milliseconds since the first one, and bytes. */
  chunks: readonly (readonly [number, number])[];
  bytes: Uint8Array;
  /** How many bytes had been drawn at a mark. */
  offsetAt: (mark: number) => number;
}

const POLL_MS = 25;
/** An idle Claude Code draws nothing, so a screen that goes on changing is not what the scenario took it for. */
const MOST_MS = 30_000;

export function createChunkLog(path: string): ChunkLog {
  writeFileSync(path, '');
  const mark = (): number => statSync(path).size;
  return {
    path,
    mark,
    quiet: async (ms) => {
      const start = performance.now();
      let size = mark();
      let since = start;
      while (performance.now() - since < ms) {
        const now = mark();
        if (now !== size) since = performance.now();
        size = now;
        await sleep(POLL_MS);
        if (performance.now() - start > MOST_MS) {
          throw new CorpusError('step_failed', `The screen still changes after ${MOST_MS} ms.`);
        }
      }
    },
    read: () => readLog(readFileSync(path, 'latin1')),
  };
}

function readLog(text: string): LoggedChunks {
  const chunks: (readonly [number, number])[] = [];
  const pieces: Buffer[] = [];
  /** Where the line of each chunk ends, and how many bytes there are up to there. */
  const ends: (readonly [number, number])[] = [];
  let first: number | null = null;
  let end = 0;
  let total = 0;
  for (const line of text.split('\n').slice(0, -1)) {
    const [at = '', base64 = ''] = line.split(' ');
    const piece = Buffer.from(base64, 'base64');
    first ??= Number(at);
    end += line.length + 1;
    total += piece.length;
    pieces.push(piece);
    chunks.push([Number(at) - first, piece.length]);
    ends.push([end, total]);
  }
  return {
    chunks,
    bytes: Buffer.concat(pieces),
    offsetAt: (mark) => ends.findLast(([line]) => line <= mark)?.[1] ?? 0,
  };
}
