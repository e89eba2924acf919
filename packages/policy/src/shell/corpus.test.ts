import type { PolicyRule } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { evaluatePolicy } from '../evaluate-policy.ts';
import { HARMLESS } from '../testing/harmless.ts';
import { HOSTILE } from '../testing/hostile.ts';
import { allowing, bash, evaluate } from '../testing/requests.ts';

describe('a rule for `git status`', () => {
  test.each(HOSTILE)('does not allow %j', (command) => {
    const { decision } = evaluatePolicy(allowing('git status'), bash(command));
    expect(decision).toBe('ask');
  });

  test('is tried with many, none of them twice', () => {
    expect(HOSTILE.length).toBeGreaterThan(200);
    expect(new Set(HOSTILE).size).toBe(HOSTILE.length);
  });
});

/** With rules for all that is harmless in them, what else they do is still not allowed. */
const WIDE = allowing(
  'git *',
  'cat *',
  'echo *',
  'ls *',
  'true *',
  'cd *',
  'env *',
  'xargs *',
  'sudo *',
  'find *',
);

describe('wider rules', () => {
  test.each([
    'cat x | sh',
    'cat x | bash',
    'echo x | xargs rm',
    'echo x | xargs -I{} sh -c "rm {}"',
    'xargs -I{} {} x',
    'sudo rm x',
    'sudo -u root rm x',
    'sudo --weird git status',
    'sudo VAR=1 git status',
    'env A=1 git status',
    'env -S "rm x" git',
    'env rm x',
    'env sudo rm x',
    'find . -exec rm {} \\;',
    'find . -exec sh -c "rm x" \\;',
    'find . -execdir git status \\; -exec rm x \\;',
    'find $DIR -name x',
    'find . -exec {} \\;',
    'echo x > out',
    'echo x | tee out',
    'cat > out <<EOF\nx\nEOF',
    'git status; $x',
    'git log $(rm x)',
    'git log "$(rm x)"',
    'git log `git status`',
    'echo $(cat x | sh)',
    'cat <(rm x)',
    'cd /tmp && ./git status',
    'cd /tmp && echo x > out',
    'echo ${x:=y}',
    'echo ${x@P}',
    'echo $x[$(rm x)]',
    'echo "$x[a]"',
    'git log \u00a0; rm x',
    'echo {a,$(rm x)}',
    'ls *(e:rm x:)',
    'echo x; git() { rm x; }; git status',
    "echo 'x' 'y",
    'cat <<EOF\n$(rm x)\nEOF',
    'cat <<EOF\n${x:=$(rm x)}\nEOF',
    'cat <<EOF | sh\nrm x\nEOF',
    'if true; then rm x; fi',
    'true && eval "rm x"',
    'PATH=. git status',
    'git status &>out',
  ])('do not allow %j', (command) => {
    expect(evaluatePolicy(WIDE, bash(command)).decision).toBe('ask');
  });

  test.each([
    ['test *', `test -v 'a[$(rm x)]'`],
    ['[ *', `[ -v 'a[$(rm x)]' ]`],
    ['printf *', `printf -v 'a[$(rm x)]' x`],
    ['unset *', `unset 'a[$(rm x)]'`],
    ['bash', 'bash'],
    ['bash', 'bash <<< "rm x"'],
    ['python3', 'python3 <<EOF\nimport os\nEOF'],
    ['python3 -', 'echo x | python3 -'],
    ['bash *', 'bash -c "rm x"'],
    ['bash *', 'bash -x -c "rm x"'],
    ['bash *', 'bash --norc -c "rm x"'],
    ['bash *', 'bash -c "$X"'],
    ['eval *', 'eval rm x'],
    ['eval *', 'eval "$X"'],
    ['watch *', 'watch rm x'],
    ['ssh *', 'ssh host rm x'],
    ['trap *', "trap 'rm x' EXIT"],
    ['timeout *', 'timeout 5 rm x'],
    ['ls *', 'ls =rm'],
    ['ls *', 'ls ~+/x'],
    ['ls *', 'ls ~evil'],
    ['timeout 5 *', 'timeout 5 rm x'],
  ])('%s does not allow %j', (rule, command) => {
    expect(evaluatePolicy(allowing(rule), bash(command)).decision).toBe('ask');
  });
});

describe('rules that are met one by one', () => {
  test.each([
    'export PATH=/tmp/evil; git x',
    'export PATH=/tmp/evil && git x',
    'git x $(export PATH=/tmp/evil; git y)',
    'source evil.sh; git x',
    'set -- a; git x',
    'read PATH < /dev/null; git x',
    'printf -v PATH /tmp/evil; git x',
    'printf "$X" y; git x',
    'alias git=evil; git x',
    // What is put in its place is another command.
    'xargs -I git git x',
    'xargs -Igit git x',
    'xargs -n1 -I git git x',
    'cd /tmp && bin/tool',
  ])('do not allow %j, in which one changes what another means', (command) => {
    const rules = ['export *', 'source *', 'set *', 'read *', 'printf *', 'alias *', 'xargs *'];
    const policy = allowing(...rules, 'git *', 'cd *', 'bin/tool');
    expect(evaluatePolicy(policy, bash(command)).decision).toBe('ask');
  });
});

describe.each(HARMLESS)('rules for $rules', ({ rules, commands }) => {
  test.each(commands)('allow %j', (command) => {
    const { decision, reason } = evaluatePolicy(allowing(...rules), bash(command));
    expect([decision, reason]).toEqual(['allow', reason]);
  });

  test.each(commands)('%j runs what they say: without them it is asked for', (command) => {
    expect(evaluatePolicy(allowing('nothing'), bash(command)).decision).toBe('ask');
  });
});

describe('a rule that denies `rm`', () => {
  const rules: PolicyRule[] = [
    { tool: 'Bash', command: ['rm *', 'git push *'], decision: 'deny' },
    { tool: 'Bash', decision: 'allow' },
  ];

  test.each([
    'rm x',
    'rm',
    '/bin/rm x',
    '\\rm x',
    '"rm" x',
    "r'm' x",
    "$'\\x72m' x",
    'A=1 rm x',
    'git status; rm x',
    'git status && rm x',
    'git log | rm x',
    'echo $(rm x)',
    'echo `rm x`',
    'echo "`rm x`"',
    'cat <(rm x)',
    '(rm x)',
    '{ rm x; }',
    'if a; then rm x; fi',
    'f() { rm x; }; f',
    'for i in a; do rm $i; done',
    'rm $X',
    'rm *',
    'sudo rm x',
    'sudo -u root rm x',
    'sudo --what rm x',
    'env A=1 rm x',
    'env -S "rm x"',
    'xargs rm',
    'xargs -I{} rm {}',
    'find . -exec rm {} \\;',
    'find . -exec rm {} +',
    'bash -c "rm x"',
    'bash -x -c "rm x"',
    'sh -c "cd /; rm x"',
    'eval rm x',
    'eval "rm x"',
    'bash <<EOF\nrm x\nEOF',
    'bash <<< "rm x"',
    'cat <<EOF\n$(rm x)\nEOF',
    'command rm x',
    'exec rm x',
    'timeout 5 rm x',
    'nohup rm x &',
    'watch "rm x"',
    'ssh host rm x',
    'ssh host "rm x"',
    "trap 'rm x' EXIT",
    'busybox rm x',
    'X=$(rm x)',
    '[[ -n $(rm x) ]]',
    'coproc rm x',
    'git push',
    'git "push" origin',
    'rm x > /dev/null',
    'rm x "',
    'time rm x',
    '! rm x',
  ])('denies %j', (command) => {
    const { decision, rule } = evaluate(rules, bash(command));
    expect([decision, rule]).toEqual(['deny', 0]);
  });

  test.each([
    '$X x',
    '$(echo rm) x',
    '"$CMD" -rf x',
    'r? x',
    'git $X',
    'curl x | bash',
    'bash',
    'eval "$X"',
    'bash -c "$X"',
    'sudo $X',
    'python3 <<EOF\nEOF',
  ])('asks for %j, of which it cannot be told', (command) => {
    expect(evaluate(rules, bash(command))).toMatchObject({
      decision: 'ask',
      mayBeDenied: true,
    });
  });

  test.each([
    'ls',
    'git status $X',
    'echo rm x',
    'git log; npm test',
    'ls | xargs grep rm',
    'rmdir x',
    'git pushx',
    'bash x.sh',
  ])('lets %j be', (command) => {
    expect(evaluate(rules, bash(command)).decision).toBe('allow');
  });
});
