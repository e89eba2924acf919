import { samplePending, sampleSession, sampleSessionId } from '@aegis/client/testing';
import type { Session } from '@aegis/protocol';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { styleFor } from '../output.ts';
import { createKeyParser } from './parse-keys.ts';
import { renderWatch } from './render-watch.ts';
import { stepWatch } from './step-watch.ts';
import { initialState, type WatchState } from './watch-state.ts';

const NOW = Date.parse('2026-01-02T03:05:05.678Z');
const PLAIN = styleFor({}, false);
const COLOUR = styleFor({}, true);
const HOSTILE = '\u001b[2J\u009b31m\u202e漢字👩‍👩‍👧‍👦\nline\tü'.repeat(20);

function state(
  sessions: readonly Session[],
  keys = '',
  size = { columns: 80, rows: 12 },
): WatchState {
  let now = stepWatch(initialState(size, { showEnded: true }), {
    kind: 'sessions',
    sessions,
  }).state;
  now = stepWatch(now, { kind: 'connection', connection: 'live' }).state;
  for (const key of createKeyParser()(keys)) now = stepWatch(now, { kind: 'key', key }).state;
  return now;
}

const waiting = (overrides: Partial<Session> = {}) =>
  sampleSession({ name: 'tests', status: 'bash_approval', pending: samplePending(), ...overrides });

describe('the table', () => {
  test('has a line for each session, with what it waits on', () => {
    const working = sampleSession({
      id: sampleSessionId(2),
      name: 'docs',
      status: 'working',
      statusText: 'Writing…',
      usage: { ...sampleSession().usage, costUsd: 0.1234 },
    });
    expect(renderWatch(state([waiting(), working]), PLAIN, NOW)).toEqual([
      'aegis: 2 sessions, 1 waiting for an answer, $0.1234',
      '  NAME  STATUS            FOR   COST      DOES',
      '> tests bash_approval     1m    -         Bash command: npm test',
      '  docs  working           1m    $0.1234   Writing…',
      ...Array.from({ length: 6 }, () => ''),
      '',
      expect.stringContaining('a approve') as string,
    ]);
  });

  test('keeps the selected one in sight', () => {
    const many = Array.from({ length: 50 }, (_, index) =>
      sampleSession({ id: sampleSessionId(index + 1), name: `s${index}` }),
    );
    const lines = renderWatch(state(many, '\u001b[F'), PLAIN, NOW);
    expect(lines.filter((line) => line.startsWith('> '))).toHaveLength(1);
  });

  test('says how to begin, and when the server is lost', () => {
    expect(renderWatch(state([]), PLAIN, NOW).join('\n')).toContain('aegis create');
    const lost = stepWatch(state([]), { kind: 'connection', connection: 'lost' }).state;
    expect(renderWatch(lost, PLAIN, NOW)[0]).toContain('does not answer');
  });
});

test('approving shows the command, the rows, and which one is taken', () => {
  const text = renderWatch(state([waiting()], 'a', { columns: 80, rows: 24 }), PLAIN, NOW).join(
    '\n',
  );
  for (const part of ['command: npm test', '3. No', 'Approving takes: 1. Yes', 'Approve this? y']) {
    expect(text).toContain(part);
  }
  const cut = renderWatch(state([waiting()], 'a', { columns: 80, rows: 7 }), PLAIN, NOW);
  expect(cut.at(-1)).toMatch(/↓ \d+ more lines/);
});

describe('every view', () => {
  const hostile = waiting({
    name: HOSTILE,
    workDir: HOSTILE,
    statusText: HOSTILE,
    pending: samplePending({
      title: HOSTILE,
      toolInput: { command: HOSTILE },
      options: [{ label: HOSTILE, role: 'accept', highlighted: true }],
    }),
  });
  const sizes = [
    [1, 1],
    [5, 3],
    [17, 2],
    [40, 10],
    [80, 24],
    [300, 60],
  ] as const;
  const views = [
    '',
    'a',
    'r',
    `r\u001b[200~${HOSTILE}\u001b[201~`,
    `s${'漢'.repeat(300)}`,
    'k',
    '\r',
    '?',
    'ay',
  ];

  test.each(sizes.flatMap(([columns, rows]) => views.map((keys) => ({ columns, rows, keys }))))(
    'fits $columns by $rows and harms no terminal: $keys',
    ({ columns, rows, keys }) => {
      const lines = renderWatch(state([hostile], keys, { columns, rows }), COLOUR, NOW);
      expect(lines.length).toBeLessThanOrEqual(rows);
      for (const line of lines) {
        expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        // eslint-disable-next-line no-control-regex -- what is left but our own colours
        expect(line.replace(/\u001b\[\d+m/g, '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
      }
    },
  );
});
