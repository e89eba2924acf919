import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { evaluatePolicy } from '../evaluate-policy.ts';
import { HARMLESS } from '../testing/harmless.ts';
import { allowing, bash } from '../testing/requests.ts';
import { createStubShell, shellsHere } from '../testing/stub-shell.ts';

const NAMES = ['git', 'status', 'evil', 'x', 'cat', 'ls', 'sh', 'rm'];
/** More of each, and others, by hand: `AEGIS_POLICY_RUNS=2000000 AEGIS_POLICY_SEED=7`. */
const RUNS = Number(process.env['AEGIS_POLICY_RUNS'] ?? 20_000);
const SEED = Number(process.env['AEGIS_POLICY_SEED'] ?? 1);
const MAX_COMMANDS = RUNS / 200;
const shells = shellsHere(['bash', 'zsh']);
const stubs = createStubShell(NAMES);
afterAll(() => stubs.dispose());

/** Pieces that commands are made of; those that are in most of what is allowed come more often. */
const PIECES = [
  ...['git status', 'git status', 'git status', 'git', 'status', 'evil', 'x', 'EOF', 'git log'],
  ...[' ', ' ', ' ', ' ', '\n', '\n', '\t', '\\\n', '\\', '\r', '\u00a0', '\u2028', '\v'],
  ...['; ', ' && ', ' || ', ' | ', ' & ', ';', '&', '|', '(', ')', '{ ', '; }', '!', '! '],
  ...['"', "'", '`', '$', '$(', '${', '}', '$((', '))', "$'", '$"', '<(', '>('],
  ...['#', ' # ', ' #', '=', 'X=1 ', '~', '*', '?', '[', ']', '{a,b}', '@(', '-', '--', ','],
  ...[
    '> ',
    '>',
    '2>&1',
    '>&2',
    '< ',
    '<<EOF\n',
    "<<'EOF'\n",
    '<<-EOF\n',
    '\nEOF\n',
    '<<<',
    ' /dev/null',
  ],
  ...['if ', '; then ', '; fi', 'for i in ', '; do ', '; done', 'case x in ', ') ', ';;', ' esac'],
  ...[
    '"$x"',
    '$x',
    '${x}',
    '"a b"',
    "'a;b'",
    "'evil'",
    '"; evil"',
    '\\;',
    '\\"',
    "\\'",
    'é',
    '%',
    ':',
  ],
];
const soup = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 9 })
  .map((pieces) => pieces.join(''));
/** `git status` with pieces put into it, before it and after it. */
const spoilt = fc.tuple(soup, fc.nat(10), soup, fc.boolean()).map(([piece, at, other, both]) => {
  const command = `${'git status'.slice(0, at)}${piece}${'git status'.slice(at)}`;
  return both ? `${command}${other}` : command;
});

/** Different commands that a rule allows, out of many that are made. */
function allowed(rule: string, seed: number): string[] {
  const found = new Set<string>();
  for (const command of fc.sample(fc.oneof(soup, spoilt), { numRuns: RUNS, seed })) {
    if (evaluatePolicy(allowing(rule), bash(command)).decision === 'allow') found.add(command);
  }
  return [...found];
}

const RULES = [
  { rule: 'git status', expected: /^<git><status>$/ },
  { rule: 'git *', expected: /^<git>/ },
].map((each) => ({ ...each, commands: allowed(each.rule, SEED) }));

describe.each(shells)('%s', (shell) => {
  test.each(RULES)(
    'runs nothing but what `$rule` says, and makes no file',
    ({ expected, commands }) => {
      expect(commands.length).toBeGreaterThan(30);
      for (const command of commands.slice(0, MAX_COMMANDS)) {
        const { ran, made } = stubs.run(shell, command);
        const others = ran.filter((line) => !expected.test(line));
        expect({ command, others, made }).toEqual({ command, others: [], made: [] });
      }
    },
    600_000,
  );

  test('takes what is harmless for a command that there is', () => {
    const { commands } = HARMLESS[0] ?? { commands: [] };
    for (const command of commands) {
      expect([command, stubs.run(shell, command).ran]).not.toEqual([command, []]);
    }
  });
});

test('one shell at least is here', () => {
  expect(shells).toContain('bash');
});
