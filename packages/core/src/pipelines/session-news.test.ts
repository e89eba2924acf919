import type { LastTurn, SessionExit } from '@aegis/protocol';
import { expect, test } from 'vitest';
import { readNews } from './session-news.ts';

const AT = '2026-01-01T00:00:00.000Z';
const turn = (more: Partial<LastTurn>): LastTurn => ({
  ...{ outcome: 'completed', error: null, text: 'Done.', endedAt: AT },
  ...more,
});
const EXIT: SessionExit = {
  ...{ code: 1, signal: null, at: AT, reason: 'crashed', lastScreen: 'Out of memory' },
};
const record = {
  exit: null,
  pending: null,
  status: 'idle',
  lastTurn: null,
  promptDelivery: null,
} as const;

test.each<[string, LastTurn | null, string]>([
  ['before its first turn', null, 'exited'],
  ['in its turn, killed', turn({ outcome: 'failed', error: 'process_exited' }), 'exited'],
  ['in its turn, in peace', turn({ outcome: 'interrupted' }), 'exited'],
  ['after its turn', turn({}), 'completed'],
  ['after a turn that failed', turn({ outcome: 'failed', error: 'server_error' }), 'failed'],
])('a session that ended %s', (_name, lastTurn, kind) => {
  expect(readNews({ ...record, exit: EXIT, lastTurn }, true).kind).toBe(kind);
});

test('says how it ended, with what it showed last', () => {
  expect(readNews({ ...record, exit: EXIT }, true)).toMatchObject({
    error: {
      code: 'session_exited',
      message:
        'The session ended before its turn did (crashed, exit code 1). Its last screen:\nOut of memory',
    },
  });
});

test('a turn is over once nothing waits to be sent, and how it ended is known', () => {
  const lastTurn = turn({});
  expect(readNews({ ...record, lastTurn }, false).kind).toBe('working');
  expect(readNews({ ...record, lastTurn, status: 'working' }, true).kind).toBe('working');
  expect(readNews(record, true).kind).toBe('working');
  expect(readNews({ ...record, lastTurn }, true)).toEqual({ kind: 'completed', text: 'Done.' });
});

test('a prompt that did not arrive is no turn', () => {
  const promptDelivery = {
    delivered: false,
    attempts: 3,
    verdict: 'failed',
    evidence: null,
  } as const;
  expect(readNews({ ...record, promptDelivery }, true)).toMatchObject({
    kind: 'failed',
    error: { code: 'session_not_started' },
  });
});
