import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PermissionPolicy } from '@aegis/protocol';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SessionRecord } from '../session/session-record.ts';
import { openSession } from '../testing/open-session.ts';
import { settled } from '../testing/manual-clock.ts';
import { thrownBy } from '../testing/thrown-by.ts';
import { checkSessionPolicy } from './check-policy.ts';

const POLICY: PermissionPolicy = {
  rules: [
    { tool: 'Bash', command: 'rm *', decision: 'deny', reason: 'Nothing is deleted here.' },
    { tool: 'Bash', command: ['ls', 'ls *'], decision: 'allow' },
    { tool: 'Read', path: '**/.env', decision: 'deny' },
    { tool: 'Write', path: 'out/**', decision: 'allow' },
    { tool: ['AskUserQuestion', 'ExitPlanMode'], decision: 'allow' },
  ],
};
const bash = (command: string) => ({ tool_name: 'Bash', tool_input: { command } });
const LS = bash('ls -l');

let world: ReturnType<typeof openSession>;
beforeEach(async () => {
  world = openSession({ policy: POLICY });
  world.claude.show();
  world.claude.say('idle');
  await world.clock.advance(1_000);
  void world.claude.hook(world.session, 'UserPromptSubmit', { prompt: 'go' });
  world.claude.say('busy');
  world.claude.showWork();
  await world.clock.advance(1_000);
  world.events.length = 0;
});
afterEach(async () => {
  await world.session.release();
});
const told = () => world.events.map(({ type }) => type);
const verdicts = () =>
  world.events.flatMap((event) => (event.type === 'policy-decided' ? [event.data.verdict] : []));
const ask = (body: Record<string, unknown>) =>
  world.claude.hook(world.session, 'PermissionRequest', body);
/** Answered at once: it is not held. */
const answered = async (body: Record<string, unknown>) => {
  const answer = await Promise.race([ask(body), later()]);
  expect(world.session.state.held.list()).toEqual([]);
  return answer;
};
const held = async (body: Record<string, unknown>) => {
  void ask(body);
  // Where a path leads is looked up on a real disk.
  await vi.waitFor(() => expect(world.session.state.held.list()).toHaveLength(1), 10_000);
};
async function later(): Promise<'held'> {
  for (let turn = 0; turn < 20; turn += 1) await settled();
  return 'held';
}

describe('a permission request', () => {
  test('is allowed once, by the rule, without ever pending', async () => {
    expect(await answered(LS)).toEqual({ behavior: 'allow' });
    expect(verdicts()).toEqual([
      {
        toolName: 'Bash',
        subject: 'ls -l',
        decision: 'allow',
        rule: 1,
        reason: 'rule 1 allows `ls -l`',
        pendingId: null,
      },
    ]);
    await world.clock.advance(2_000);
    expect(told()).toEqual(['policy-decided']);
    expect(world.session.record).toMatchObject({ status: 'working', pending: null });
  });

  test('is allowed while its dialog is drawn, which does not count as asked', async () => {
    const answer = ask(LS);
    world.claude.say('waiting', 'permission prompt');
    world.claude.showDialog();
    expect(await answer).toEqual({ behavior: 'allow' });
    await world.clock.advance(200);
    world.claude.say('busy');
    world.claude.showWork();
    await world.clock.advance(2_000);
    expect(told().filter((type) => type !== 'policy-decided')).toEqual([]);
  });

  test('closes the dialog that the screen showed before its hook came', async () => {
    world.claude.showDialog();
    await world.clock.advance(1_000);
    const pendingId = world.session.record.pending?.id;
    expect(pendingId).toBeDefined();
    expect(await answered(LS)).toMatchObject({ behavior: 'allow' });
    expect(verdicts()).toMatchObject([{ decision: 'allow', pendingId }]);
    const closed = world.events.find(({ type }) => type === 'pending-closed');
    expect(closed?.data).toEqual({
      pendingId,
      closedBy: 'aegis',
      chosen: 'allow (policy rule 1)',
    });
  });

  test('is denied with the reason, so that Claude goes on', async () => {
    const message = 'Nothing is deleted here.';
    expect(await answered(bash('ls && rm x'))).toEqual({ behavior: 'deny', message });
    expect(verdicts()).toMatchObject([{ decision: 'deny', rule: 0, reason: message }]);
  });

  test('that no rule is for is asked as ever, and told of', async () => {
    await held(bash('npm test'));
    const { pending } = world.session.record;
    expect(pending).toMatchObject({ kind: 'bash', via: 'hook' });
    expect(verdicts()).toMatchObject([{ decision: 'ask', rule: null, pendingId: pending?.id }]);
  });

  test('for a question is asked, whatever is allowed; a plan is approved by name', async () => {
    const plan = { tool_name: 'ExitPlanMode', tool_input: { plan: 'x' } };
    expect(await answered(plan)).toMatchObject({ behavior: 'allow', updatedInput: { plan: 'x' } });
    await held({ tool_name: 'AskUserQuestion', tool_input: { questions: [] } });
  });

  test('of a subagent is decided like any other', async () => {
    expect(await answered({ ...LS, agent_id: 'a1' })).toEqual({ behavior: 'allow' });
    expect(await answered({ ...bash('rm x'), agent_id: 'a1' })).toMatchObject({ behavior: 'deny' });
  });

  test('is asked while nothing can be stored, and decided again after', async () => {
    world.disk.fail('full');
    await held(LS);
    expect(world.session.record.pending).toMatchObject({ kind: 'bash' });
    expect(verdicts()).toEqual([]);
    world.disk.fail(null);
    await world.clock.advance(120_000);
    expect(verdicts()).toMatchObject([{ decision: 'ask', rule: 1 }]);
    expect(verdicts()[0]?.reason).toContain('could not be stored');
    expect(await Promise.race([ask(bash('ls -l')), later()])).toEqual({ behavior: 'allow' });
  });

  test('that is open stays open when the policy changes; the next one is decided by it', async () => {
    await held(bash('npm test'));
    const { pending } = world.session.record;
    const rules = [{ tool: 'Bash', decision: 'allow' as const }];
    world.session.state.commit({ policy: { rules } });
    await later();
    expect(world.session.record.pending).toEqual(pending);
    expect(await Promise.race([ask(bash('npm run x')), later()])).toEqual({ behavior: 'allow' });
    expect(world.session.state.held.list()).toHaveLength(1);
  });

  test('of somebody who hung up meanwhile is not decided', async () => {
    const { session } = world;
    const call = {
      event: 'PermissionRequest',
      ...emptyCall(),
      toolName: 'Bash',
      toolInput: { command: 'ls' },
    };
    expect(await session.onHook(call, AbortSignal.abort())).toBeNull();
    expect(verdicts()).toEqual([]);
  });
});

function emptyCall() {
  return {
    ...{ claudeSessionId: null, transcriptPath: null, cwd: null, permissionMode: null },
    ...{
      agentId: null,
      agentType: null,
      toolUseId: null,
      prompt: null,
      permissionSuggestions: [],
      word: null,
      message: null,
    },
  };
}

describe('a tool call that Claude Code would not ask about', () => {
  const use = (body: Record<string, unknown>) =>
    world.claude.hook(world.session, 'PreToolUse', body);

  test('is denied all the same', async () => {
    const read = { tool_name: 'Read', tool_input: { file_path: '/work/a/.env' } };
    const answer = await use(read);
    expect(answer).toMatchObject({ permissionDecision: 'deny' });
    expect(verdicts()).toMatchObject([{ decision: 'deny', rule: 2, pendingId: null }]);
    expect(told()).toEqual(['policy-decided']);
    expect(await use(bash('ls; rm x'))).toEqual({
      permissionDecision: 'deny',
      reason: 'Nothing is deleted here.',
    });
  });

  test('is asked about where it cannot be told whether it is denied', async () => {
    expect(await use(bash('$X y'))).toMatchObject({ permissionDecision: 'ask' });
    // Its request tells of it.
    expect(verdicts()).toEqual([]);
  });

  test('is left alone where a rule allows it, or none is for it', async () => {
    expect(await use(LS)).toBeNull();
    expect(await use(bash('npm test'))).toBeNull();
    expect(await use({ tool_name: 'Read', tool_input: { file_path: '/work/a' } })).toBeNull();
    expect(told()).toEqual([]);
  });

  test('is asked about while a denial cannot be stored', async () => {
    world.disk.fail('full');
    expect(await use(bash('rm x'))).toMatchObject({ permissionDecision: 'ask' });
  });
});

describe('a policy that is set', () => {
  const check = (known: Partial<SessionRecord>, policy: PermissionPolicy) =>
    thrownBy(() => checkSessionPolicy(openSession(known).session, policy));

  test('must be one that can be meant', async () => {
    const rules = [{ tool: 'Read', command: 'ls', decision: 'deny' as const }];
    const thrown = await check({}, { rules });
    expect(thrown).toMatchObject({ code: 'invalid_request' });
    expect(thrown).toMatchObject({ details: { issues: [{ path: 'policy.rules.0.command' }] } });
  });

  test('needs hooks, which an adopted session has not', async () => {
    expect(await check({ hookSecret: null }, POLICY)).toMatchObject({ code: 'not_supported' });
  });
});

test('a path is judged by where it leads', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'aegis-guard-'));
  try {
    symlinkSync('/', join(directory, 'out'));
    const record = { workDir: directory };
    Object.assign(world.session.record, record);
    await held({ tool_name: 'Write', tool_input: { file_path: join(directory, 'out/etc/x') } });
  } finally {
    rmSync(directory, { recursive: true });
  }
});
