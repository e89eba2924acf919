import {
  askUserQuestion,
  bash,
  eventually,
  exitPlanMode,
  httpError,
  responseHeaders,
  say,
  stop,
  thinkFor,
  type ModelScript,
} from '@aegis/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AegisSession, SessionStatus } from '../index.ts';
import { createRealWorld, type RealWorld } from './real-world.ts';

const SLOW = say('Words that take their time to come. '.repeat(40), { chunkDelayMs: 300 });
const QUESTION = {
  question: 'Which one?',
  header: 'Which',
  options: [{ label: 'This' }, { label: 'That' }],
};

/** `mark` is said by no other turn. */
type Phase = [
  name: string,
  script: (mark: string) => ModelScript,
  ready: (mark: string) => Promise<unknown>,
];

/**
 * How a turn ends, on the real Claude Code, in all ways that there are.
 * @param hooks `off`: the project's own settings turn all hooks off, and what is left is the screen, the registry and
 * the transcript
 */
export function outcomeTour(hooks: 'on' | 'off'): void {
  let world: RealWorld;
  let session: AegisSession;

  async function start(more: Partial<Parameters<typeof world.aegis.sessions.create>[0]> = {}) {
    session = await world.aegis.sessions.create({
      workDir: world.workDir,
      claudeArgs: ['--allowedTools', 'Bash(sleep:*)', 'Bash(tail:*)'],
      ...more,
    });
  }

  beforeAll(async () => {
    world = await createRealWorld({ hooks });
    await start();
  });
  afterAll(() => world.dispose());

  let prompts = 0;

  /** Send a prompt of its own for this script. */
  async function send(script: ModelScript): Promise<void> {
    prompts += 1;
    const prompt = `prompt ${String(prompts).padStart(3, '0')}`;
    world.api.when(prompt, script);
    expect(await session.send(prompt)).toMatchObject({ delivered: true });
  }

  /** How the turn ended, as far as a world without hooks can know it: only a hook has the words and Claude Code's own error. */
  function ending(outcome: string, error: string | null = null, text?: string) {
    if (hooks === 'on') return { outcome, error, ...(text === undefined ? {} : { text }) };
    return { outcome, ...(error === null ? { error: null } : {}) };
  }

  /** How the turn ended, once the session is idle. */
  async function lastTurn() {
    const { status, timedOut, lastTurn: turn } = await session.waitFor(['idle', 'exited']);
    expect([status, timedOut]).toEqual([session.info().status, false]);
    return turn;
  }

  const shows = (text: string) =>
    eventually(`${text} on the screen`, async () => (await session.pane()).pane.includes(text), {
      timeoutMs: 20_000,
    });

  describe('a turn that is over by itself', () => {
    test('is completed, with its last words', async () => {
      await send([[bash('sleep 0.1')], say('All done.')]);
      expect(await lastTurn()).toMatchObject(ending('completed', null, 'All done.'));
    });

    test.each([
      [400, 'unknown', 'API Error: 400'],
      [401, 'authentication_failed', '401'],
      // After Claude Code's own retries.
      [529, 'server_error', '529'],
      // Too many requests, and no limit of the account.
      [429, 'rate_limit', '(429)'],
    ])('has failed where the API answers %i', async (status, error, words) => {
      await send([httpError(status)]);
      const turn = await lastTurn();
      expect(turn).toMatchObject(ending('failed', error));
      expect(hooks === 'on' ? turn?.text : turn?.error).toContain(words);
    });

    test('has failed where the stream breaks off', async () => {
      await send([[say('The first words.'), httpError(529)]]);
      expect(await lastTurn()).toMatchObject(ending('failed', 'server_error'));
    });

    test('is refused where the model refuses, again after Claude Code has asked once more', async () => {
      const refusal = [say('I cannot.'), stop('refusal')];
      await send([refusal, refusal, refusal, refusal]);
      expect(await lastTurn()).toMatchObject({ outcome: 'refused' });
    });

    test('is completed where the model goes on after a refusal', async () => {
      await send([[say('I cannot.'), stop('refusal')], say('But this I can.')]);
      expect(await lastTurn()).toMatchObject(ending('completed', null, 'But this I can.'));
    });

    test('has failed where the answer is too long for good', async () => {
      const part = [say('On and on'), stop('max_tokens')];
      await send(Array.from({ length: 8 }, () => part));
      expect(await lastTurn()).toMatchObject(ending('failed', 'max_output_tokens'));
    });
  });

  const asked = (status: SessionStatus) => async () => {
    const { pending } = await session.waitFor(status);
    expect(pending).not.toBe(null);
    // The hook tells of a dialog before it is drawn.
    await eventually('the dialog', () => (session.info().pending?.options.length ?? 0) > 0);
  };

  const PHASES: Phase[] = [
    ['before the first token', () => [[thinkFor(60_000), say('Late.')]], () => Promise.resolve()],
    ['while it streams', (mark) => [[say(mark), SLOW]], shows],
    ['in a tool', (mark) => [[say(mark), bash('tail -f /dev/null')]], shows],
    ['in a permission', () => [[bash('touch x')]], asked('bash_approval')],
    ['in a question', () => [askUserQuestion([QUESTION])], asked('ask_question')],
  ];
  const PLAN: Phase = ['in a plan', () => [exitPlanMode('1. Do it.')], asked('plan_mode')];

  async function begin([, script, ready]: Phase): Promise<void> {
    const mark = `Mark ${prompts + 1}.`;
    await send(script(mark));
    await ready(mark);
  }

  async function stoppedByUs(): Promise<void> {
    expect(await session.interrupt()).toMatchObject({ ok: true, status: 'idle' });
    expect(await lastTurn()).toMatchObject({ outcome: 'interrupted', error: null });
  }

  async function stoppedByPerson(): Promise<void> {
    // Keys in the first moments of a dialog or a turn may be lost; a person presses again.
    await eventually('the turn to stop', async () => {
      if (session.info().status === 'idle') return true;
      await world.tmux('send-keys', '-t', session.info().paneId ?? '', 'Escape');
      const { timedOut } = await session.waitFor('idle', { timeoutMs: 2_500 });
      return !timedOut;
    });
    expect(await lastTurn()).toMatchObject({ outcome: 'interrupted', error: null });
  }

  describe('a turn that is stopped is interrupted', () => {
    test.each(PHASES)('by us, %s', async (...phase) => {
      await begin(phase);
      await stoppedByUs();
    });

    test.each(PHASES)('by a person, %s', async (...phase) => {
      await begin(phase);
      await stoppedByPerson();
    });

    test('by a rejection', async () => {
      await send([[bash('touch y')]]);
      await session.waitFor('bash_approval');
      await session.reject();
      expect(await lastTurn()).toMatchObject({ outcome: 'interrupted' });
    });
  });

  test('a turn that goes on over a restart is completed', async () => {
    await send([[bash('sleep 4')], say('Over the restart.')]);
    session = (await world.restart()).sessions.get(session.id);
    expect(await lastTurn()).toMatchObject(ending('completed', null, 'Over the restart.'));
  });

  test('so is one that ended while nobody watched', async () => {
    await send([[bash('sleep 1')], say('Nobody heard this.')]);
    await world.aegis.close();
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    session = (await world.restart()).sessions.get(session.id);
    expect(await lastTurn()).toMatchObject({ outcome: 'completed' });
  });

  test('Claude Code is killed in the middle of a turn: failed', async () => {
    await send([[thinkFor(60_000), say('Never.')]]);
    process.kill(session.info().pid ?? 0, 'SIGKILL');
    expect(await lastTurn()).toMatchObject({ outcome: 'failed', error: 'process_exited' });
    expect(session.info()).toMatchObject({ status: 'exited', exit: { reason: 'crashed' } });
  });

  test('in a plan a turn is interrupted as well, by us and by a person', async () => {
    await start({ permissionMode: 'plan' });
    await begin(PLAN);
    await stoppedByUs();
    await begin(PLAN);
    await stoppedByPerson();
    await session.kill();
  });

  test('an account that has used up what it may is limited', async () => {
    // As for a subscription: its limits come in headers.
    await start({
      env: { CLAUDE_CODE_OAUTH_TOKEN: `sk-ant-oat01-${'a'.repeat(80)}`, ANTHROPIC_API_KEY: '' },
    });
    const limit = responseHeaders({
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': String(Math.floor(Date.now() / 1000) + 7_200),
      'anthropic-ratelimit-unified-representative-claim': 'five_hour',
      'anthropic-ratelimit-unified-overage-status': 'rejected',
    });
    await send([[limit, httpError(429)]]);
    const turn = await lastTurn();
    expect(turn).toMatchObject(ending('limited', 'rate_limit'));
    expect(hooks === 'on' ? turn?.text : turn?.error).toMatch(
      /You've hit your limit|Usage limit reached/,
    );
  });
}
