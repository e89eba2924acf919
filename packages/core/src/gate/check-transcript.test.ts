import type { LastTurn, Message } from '@aegis/protocol';
import { expect, test } from 'vitest';
import { checkTranscript } from './check-transcript.ts';

let ids = 0;

function message(change: Partial<Message>): Message {
  ids += 1;
  return {
    ...{ id: `m${ids}`, role: 'assistant', contentType: 'text', text: 'So be it.' },
    ...{ timestamp: null, toolName: null, toolUseId: null, toolInput: null },
    ...{ isError: false, isSidechain: false, model: null },
    ...change,
  };
}

/** A call and what came back. */
function call(
  toolName: string,
  toolInput: Record<string, unknown>,
  text: string,
  change: Partial<Message> = {},
): Message[] {
  ids += 1;
  const toolUseId = `t${ids}`;
  const { isSidechain = false } = change;
  return [
    message({ contentType: 'tool_use', toolName, toolInput, toolUseId, isSidechain }),
    message({ role: 'user', contentType: 'tool_result', toolUseId, text, ...change }),
  ];
}
const bash = (command: string, text: string, isError = false) =>
  call('Bash', { command }, text, { isError });

const COMPLETED: LastTurn = {
  ...{ outcome: 'completed', error: null, text: null },
  endedAt: '2026-01-01T00:00:00.000Z',
};

function check(
  messages: Message[],
  change: { lastTurn?: LastTurn | null; hasEnded?: boolean } = {},
) {
  return checkTranscript({ messages, lastTurn: COMPLETED, hasEnded: false, ...change });
}

test('work in which nothing failed passes', () => {
  const { verdict, summary, findings } = check([message({}), ...bash('npm test', 'ok')]);
  expect({ verdict, summary, findings }).toEqual({
    verdict: 'pass',
    summary: '1 tool call, none of which failed for good.',
    findings: [],
  });
});

test('where nothing was said there is nothing to check', () => {
  expect(check([], { lastTurn: null })).toMatchObject({ verdict: 'skipped', findings: [] });
});

test('a tool that failed is found, with what it said and where', () => {
  const messages = call(
    'Read',
    { file_path: '/a' },
    '<tool_use_error>File does not exist.</tool_use_error>',
    {
      isError: true,
    },
  );
  expect(check(messages)).toMatchObject({
    verdict: 'fail',
    findings: [
      {
        message:
          'Read /a: it ended with "File does not exist.", and nothing of the kind succeeded since.',
        messageId: messages[1]?.id,
      },
    ],
  });
});

test.each<[string, Message[]]>([
  ['the same command', [...bash('npm test', 'Exit code 1', true), ...bash('npm test', 'fine')]],
  [
    'the command with other words',
    [...bash('cd a && npm test', 'no', true), ...bash('npm run test -- x', '')],
  ],
  [
    'another tool that changed the file',
    [
      ...call('Edit', { file_path: '/a' }, 'String to replace not found', { isError: true }),
      ...call('Write', { file_path: '/a' }, 'ok'),
    ],
  ],
  [
    'the same tool',
    [...call('WebFetch', {}, 'no', { isError: true }), ...call('WebFetch', {}, 'ok')],
  ],
])('a failure is forgiven after %s succeeded', (_what, messages) => {
  expect(check(messages)).toMatchObject({ verdict: 'pass', findings: [] });
});

test.each<[string, Message[], number]>([
  ['another command', [...bash('npm test', 'no', true), ...bash('npm run build', 'ok')], 1],
  [
    'another file',
    [
      ...call('Edit', { file_path: '/a' }, 'no', { isError: true }),
      ...call('Edit', { file_path: '/b' }, 'ok'),
    ],
    1,
  ],
  ['a success before it', [...bash('npm test', 'ok'), ...bash('npm test', 'no', true)], 1],
  ['a failure again', [...bash('npm test', 'no', true), ...bash('npm test', 'no', true)], 1],
])('a failure stands after %s', (_what, messages, count) => {
  expect(check(messages).findings).toHaveLength(count);
});

test('tests that failed are found in what a runner wrote, whatever the exit code', () => {
  const failed = bash('npx vitest run | tail -5', '      Tests  2 failed | 10 passed (12)');
  expect(check(failed).findings[0]?.message).toBe(
    'Bash `npx vitest run | tail -5`: Vitest says "Tests  2 failed | 10 passed (12)", and nothing of the kind succeeded since.',
  );
  const passed = bash('npx vitest run', '      Tests  12 passed (12)');
  expect(check([...failed, ...passed]).verdict).toBe('pass');
});

test('a file that tells of failed tests is no run of them', () => {
  const shown = call('Read', { file_path: '/log' }, '# fail 3');
  expect(check(shown).verdict).toBe('pass');
});

test.each([
  "The user doesn't want to proceed with this tool use. The tool use was rejected",
  '[Request interrupted by user for tool use]',
  'Permission to use Bash has been denied.',
])('what was declined has not failed: %s', (text) => {
  expect(check([message({}), ...bash('rm -rf /', text, true)])).toMatchObject({ verdict: 'pass' });
});

test('what a subagent met on its way is its own', () => {
  const messages = call('Bash', { command: 'ls' }, 'no', { isError: true, isSidechain: true });
  expect(check(messages).verdict).toBe('pass');
});

test.each([
  ['failed', 'API Error: 500', 'The last turn failed: API Error: 500.'],
  ['refused', null, 'The last turn was refused by the model.'],
  ['limited', null, 'The last turn ended at a usage limit.'],
  ['interrupted', null, 'The last turn was interrupted.'],
] as const)('a last turn that %s', (outcome, error, text) => {
  const lastTurn = { ...COMPLETED, outcome, error };
  expect(check([message({})], { lastTurn })).toMatchObject({
    verdict: 'fail',
    findings: [{ message: text, messageId: null }],
  });
});

test('a session that ended in the middle of a turn', () => {
  const messages = [message({ role: 'user' })];
  expect(check(messages, { lastTurn: null, hasEnded: true }).verdict).toBe('fail');
  expect(check(messages, { lastTurn: null }).verdict).toBe('pass');
});
