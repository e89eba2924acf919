import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHROME_WORDS } from './chrome-words.ts';
import { redactScreen } from './redact-screen.ts';

const RULE = '─'.repeat(60);

/** What nobody may find in a file that is sent to whoever writes the next rule. */
const SECRETS = [
  '/home/alice/projects/acme/src/main.rs',
  '~/clients/umbrella.txt',
  'C:\\Users\\alice\\secret.docx',
  'alice@example.com',
  'sk-ant-api03-Zm9vYmFyYmF6cXV4',
  'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
  'AKIAIOSFODNN7EXAMPLE',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
  'deadbeefcafebabe0123456789abcdef01234567',
  'aGVsbG8gd29ybGQgdGhpcyBpcyBzZWNyZXQ=',
  'https://user:hunter2@internal.example/path?token=abc123',
  '4111-1111-1111-1111',
  '+49-170-1234567',
  'password=correct-horse-battery-staple',
  'Bearer',
  'BEGIN_RSA_PRIVATE_KEY',
  'Ünïcödé',
  'пароль',
  '密码是猫',
  'כלב',
  'trust/me/with/this',
  'yes.no.allow',
  'file_name_of_mine',
  'Umbrella',
];

describe('a dialog', () => {
  const dialog = (body: string) => [
    `● ${body}`,
    `  ${body}`,
    RULE,
    ' Teleport command',
    '',
    `   ${body}`,
    '',
    ' Do you want to proceed?',
    ' ❯ 1. Yes',
    `   2. Yes, and don’t ask again for ${body} commands`,
    '   3. No, and tell Claude what to do differently (esc)',
  ];

  test('keeps what a rule is written by', () => {
    expect(redactScreen(dialog('npm run build'))).toEqual([
      '● xxx xxx xxxxx',
      '  xxx xxx xxxxx',
      RULE,
      ' Xxxxxxxx command',
      '',
      '   xxx run xxxxx',
      '',
      ' Do you want to proceed?',
      ' ❯ 1. Yes',
      '   2. Yes, and don’t ask again for xxx run xxxxx commands',
      '   3. No, and tell Claude what to do differently (esc)',
    ]);
  });

  test.each(SECRETS)('keeps nothing of %s', (secret) => {
    for (const body of [secret, `cat ${secret}`, `(${secret})`, `"${secret}",`, `${secret}:12`]) {
      const kept = redactScreen(dialog(body)).join('\n');
      expect(kept).not.toContain(secret);
      // No piece of it that could be told from chance, whatever it is cut at.
      for (const piece of secret.split(/[^\p{L}\p{N}]+/u)) {
        if (piece.length < 4 || CHROME_WORDS.has(piece.toLowerCase())) continue;
        expect(kept).not.toContain(piece);
      }
    }
  });

  test('a word of a path or a token is not taken for Claude Code’s', () => {
    const kept = redactScreen([RULE, ' /allow/trust allow_trust trust=allow allow.trust --allow']);
    expect(kept[1]).toBe(' /xxxxx/xxxxx xxxxx_xxxxx xxxxx=xxxxx xxxxx.xxxxx --xxxxx');
  });
});

describe('an input box', () => {
  const screen = (draft: string) => [
    '● Done: you want to allow all.',
    '✻ Brewed for 1m 6s',
    RULE,
    `❯ ${draft}`,
    `  ${draft}`,
    RULE,
    '  ? for shortcuts  ·  shift+tab to cycle',
  ];

  test('its text is the user’s, and so is what stands above', () => {
    expect(redactScreen(screen('allow me to do this')).slice(0, 5)).toEqual([
      '● Xxxx: xxx xxxx xx xxxxx xxx.',
      '✻ Xxxxxx for 0x 0x',
      RULE,
      '❯ xxxxx xx xx xx xxxx',
      '  xxxxx xx xx xx xxxx',
    ]);
  });

  test('the hints below it are Claude Code’s', () => {
    expect(redactScreen(screen('')).at(-1)).toBe('  ? for shortcuts  ·  shift+tab to cycle');
  });
});

test('the frame of an old dialog is Claude Code’s', () => {
  const rows = ['> my words', '╭──────────╮', '│ Do you want to proceed? │', '│ ❯ 1. Yes │'];
  expect(redactScreen(rows)).toEqual([
    '> xx xxxxx',
    '╭──────────╮',
    '│ Do you want to proceed? │',
    '│ ❯ 1. Yes │',
  ]);
});

test('without a rule all of it may be anybody’s', () => {
  expect(redactScreen(['Do you want to proceed?', '❯ 1. Yes'])).toEqual([
    'Xx xxx xxxx xx xxxxxxx?',
    '❯ 0. Xxx',
  ]);
});

test('nothing is kept that a terminal acts on', () => {
  const row = 'a\u001b[31mred\u0007\u009b2J\u202eabc\ue000';
  expect(redactScreen([row, RULE, row])).toEqual(['x[00xxxx0Xxxx', RULE, 'x[00xxxx0Xxxx']);
});

test('whatever is on the screen: only words of the list keep their letters, and only row numbers their digits', () => {
  const row = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
    fc.constantFrom(RULE, '❯ allow', ' ❯ 1. Yes', '✻ Working… (12s)', '╭──────────╮'),
  );
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
      for (const kept of redactScreen(rows)) {
        const rest = kept.replace(/^\W{0,6}\d{1,2}\. /u, '');
        for (const word of rest.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []) {
          const isKnown = [...CHROME_WORDS].some((known) =>
            known.split("'").includes(word.toLowerCase()),
          );
          if (!isKnown) expect(word).toMatch(/^[x0]+$/i);
        }
      }
    }),
  );
});

test('a large screen takes time in proportion to its size', () => {
  const timed = (count: number) => {
    const rows = Array.from({ length: count }, () => `${'('.repeat(200)}${'don’t.'.repeat(50)}`);
    const from = performance.now();
    redactScreen([RULE, ...rows]);
    return performance.now() - from;
  };
  timed(200);
  expect(timed(2_000)).toBeLessThan(100 * Math.max(timed(200), 1));
});
