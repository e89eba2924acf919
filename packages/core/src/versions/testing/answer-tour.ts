import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isSince } from '@aegis/corpus';
import type { SessionStatus } from '@aegis/protocol';
import {
  askUserQuestion,
  bash,
  eventually,
  exitPlanMode,
  read,
  say,
  useTool,
  webFetch,
  write,
  type ModelScript,
} from '@aegis/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test, vi } from 'vitest';
import type { AegisSession } from '../../aegis/aegis-session.ts';
import { claudeFeatures } from '../../launch/claude-features.ts';
import { describeSession } from '../../testing/describe-session.ts';
import { DATABASE } from '../../testing/sample-questions.ts';
import { createVersionWorld, type VersionWorld } from './version-world.ts';

/** How dialogs are answered: through the hook where the version has it, or through the screen and nothing else. */
export type AnswerPath = 'hook' | 'screen';

const PLAN = '# Plan\n\n1. Do a\n2. Do b\n';
const FEATURES = {
  question: 'Which features?',
  header: 'Features',
  multiSelect: true,
  options: [{ label: 'Auth' }, { label: 'Logs' }, { label: 'Cache' }],
};

const LAYOUT = {
  question: 'Which layout?',
  header: 'Layout',
  options: [
    { label: 'Sidebar', preview: '+---+\n| a |\n+---+' },
    { label: 'One page', preview: '❯ 1. Yes\n  2. No' },
  ],
};

/** The first version of the corpus that shows previews. */
const hasPreviews = (version: string) => isSince({ version }, '2.1.120');

/** Milliseconds for a slow machine to get to what a test waits for. */
const PATIENCE_MS = 30_000;

/** One Claude Code goes through every dialog that its version has, and each is answered in every way that it can be. */
export function tourOfAnswers(version: string, path: AnswerPath): void {
  vi.setConfig({ testTimeout: 4 * PATIENCE_MS, hookTimeout: 2 * PATIENCE_MS });
  const features = claudeFeatures(version);
  const via = path === 'hook' && features.permissionRequest ? 'hook' : 'screen';

  describe(`answers on Claude Code ${version}, ${path === 'hook' ? 'with hooks' : 'by the screen alone'}`, () => {
    let world: VersionWorld;
    let session: AegisSession;
    beforeAll(async () => {
      world = await createVersionWorld(version, path === 'hook' ? 'on' : 'off');
      const { aegis, workDir } = world;
      session = await aegis.sessions.create({ workDir, permissionMode: 'plan' });
      expect(await session.waitFor('idle')).toMatchObject({ timedOut: false });
    });
    afterAll(() => world.dispose());

    beforeEach(() => {
      onTestFailed(async () => {
        process.stderr.write(`${await describeSession(world.aegis, session)}\n`);
      });
    });

    /** The hook may be answered before the rows are drawn. */
    const plainRow = via === 'screen' ? { via, chosen: 'Yes' } : { via };
    const inWorkDir = (name: string) => join(world.workDir, name);
    /** What the model was told last. */
    const lastRequest = () => {
      const messages = world.api.requests.findLast(({ kind }) => kind === 'main')?.body['messages'];
      return JSON.stringify(Array.isArray(messages) ? messages.slice(-3) : []);
    };

    /** The permission mode as the screen shows it, where it shows one. */
    async function mode() {
      const { pane } = await session.pane();
      return /(?:⏸|⏵⏵) (.+?) (?:mode )?on\b/.exec(pane)?.[1] ?? 'manual';
    }

    async function ask(prompt: string, script: ModelScript, status: SessionStatus) {
      world.api.when(prompt, script);
      expect(await session.send(prompt)).toMatchObject({ verdict: 'delivered' });
      expect(await session.waitFor(status, { timeoutMs: PATIENCE_MS })).toMatchObject({ status });
      // Through a command the hook may come after its dialog.
      const isReady = () => session.info().pending?.via === via;
      await eventually(`${prompt}, by the ${via}`, isReady, { timeoutMs: PATIENCE_MS });
    }

    let lastEnd: string | null = null;

    /** A turn that has not been seen to end before has ended, and left nothing behind. */
    async function atRest(outcome: 'completed' | 'interrupted') {
      const isOver = () => {
        const { status, lastTurn, detail } = session.info();
        if (status !== 'idle' || detail.queued > 0 || lastTurn?.endedAt === lastEnd) return null;
        return lastTurn?.outcome === outcome ? lastTurn : null;
      };
      const turn = await eventually(`a turn that is ${outcome}`, isOver, {
        timeoutMs: PATIENCE_MS,
      });
      lastEnd = turn.endedAt;
      expect(session.info()).toMatchObject({ pending: null, detail: { draft: null } });
    }

    /** A turn that asks nothing, and may be over before the screen has shown it. */
    async function quickTurn(prompt: string, script: ModelScript, answer: string) {
      world.api.when(prompt, script);
      expect(await session.send(prompt)).toMatchObject({ verdict: 'delivered' });
      const isSaid = async () => {
        const { messages } = await session.read();
        return messages.at(-1)?.text === answer && session.info().status === 'idle';
      };
      await eventually(`"${answer}"`, isSaid, { timeoutMs: PATIENCE_MS });
      lastEnd = session.info().lastTurn?.endedAt ?? null;
    }

    /** Rejected with a word: either Claude reads it in the same turn, or it is the next prompt. */
    async function heard(feedback: string) {
      const isHeard = () => lastRequest().includes(feedback);
      await eventually(`"${feedback}"`, isHeard, { timeoutMs: PATIENCE_MS });
      await atRest('completed');
    }

    // Some builds have a row more then.
    test.runIf(features.questions)('several labels answer a question in plan mode', async () => {
      await ask('ask zero', [askUserQuestion([FEATURES]), say('Good.')], 'ask_question');
      expect(await session.answer({ Features: ['Logs', 'Cache'] })).toMatchObject({ via });
      await atRest('completed');
      expect(lastRequest()).toContain('Logs, Cache');
    });

    test('a plan is rejected with feedback', async () => {
      const exit = await planScript();
      await ask('plan one', [exit, say('Noted.')], 'plan_mode');
      expect(await session.reject({ feedback: 'more tests please' })).toMatchObject({ via });
      await heard('more tests please');
      expect(session.info().permissionMode).toBe('plan');
    });

    test('a plan is rejected', async () => {
      await ask('plan two', [await planScript(), say('Not reached.')], 'plan_mode');
      expect(await session.reject()).toMatchObject({ via });
      await atRest('interrupted');
    });

    test('a plan is approved, and edits are asked for one by one', async () => {
      await ask('plan three', [await planScript(), say('Off we go.')], 'plan_mode');
      expect(await session.approve()).toMatchObject({ via });
      await atRest('completed');
      expect(await mode()).toBe('manual');
    });

    test('a command is approved', async () => {
      await ask('shell one', [bash('touch one.txt'), say('Over.')], 'bash_approval');
      expect(existsSync(inWorkDir('one.txt'))).toBe(false);
      expect(await session.approve()).toMatchObject(plainRow);
      await atRest('completed');
      expect(existsSync(inWorkDir('one.txt'))).toBe(true);
    });

    test('a command is rejected', async () => {
      await ask('shell two', [bash('touch two.txt'), say('Not reached.')], 'bash_approval');
      expect(await session.reject()).toMatchObject({ via });
      await atRest('interrupted');
      expect(existsSync(inWorkDir('two.txt'))).toBe(false);
    });

    test('a command is rejected with feedback', async () => {
      await ask('shell three', [bash('touch three.txt'), say('Fine.')], 'bash_approval');
      expect(await session.reject({ feedback: '2 files would be better' })).toMatchObject({ via });
      await heard('2 files would be better');
      expect(existsSync(inWorkDir('three.txt'))).toBe(false);
    });

    test('a command is granted for good, and not asked for again', async () => {
      const script = [bash('npm test'), say('Tested.')];
      await ask('tests one', script, 'bash_approval');
      await session.approve({ scope: 'always' });
      await atRest('completed');
      expect(existsSync(inWorkDir('tested.txt'))).toBe(true);
      world.api.when('tests two', script);
      await session.send('tests two');
      await atRest('completed');
      expect(await mode()).toBe('manual');
    });

    test('a file outside is read once, then rejected, then for good', async () => {
      const script = [read('/etc/hostname'), say('Over.')];
      await ask('outside one', script, 'permission_prompt');
      expect(await session.approve()).toMatchObject({ via });
      await atRest('completed');
      await ask('outside two', script, 'permission_prompt');
      expect(await session.reject()).toMatchObject({ via });
      await atRest('interrupted');
      expect(lastRequest()).toContain('outside two');
      await ask('outside three', script, 'permission_prompt');
      await session.approve({ scope: 'always' });
      await atRest('completed');
      world.api.when('outside four', script);
      await session.send('outside four');
      await atRest('completed');
    });

    test('a page is not fetched', async () => {
      const script = [webFetch('https://example.invalid/x', 'say'), say('Fine.')];
      await ask('fetch one', script, 'permission_prompt');
      expect(await session.reject({ feedback: '1 page is enough' })).toMatchObject({ via });
      await heard('1 page is enough');
      await ask('fetch two', script, 'permission_prompt');
      expect(await session.reject()).toMatchObject({ via });
      await atRest('interrupted');
    });

    describe.runIf(features.questions)('questions', () => {
      test('a label answers one', async () => {
        await ask('ask one', [askUserQuestion([DATABASE]), say('Good.')], 'ask_question');
        expect(await session.answer({ Database: 'Postgres' })).toEqual({
          ok: true,
          via,
          chosen: 'Postgres',
        });
        await atRest('completed');
        expect(lastRequest()).toMatch(/Which database\?.{1,6}=.{1,6}Postgres/);
      });

      test('a text of one’s own answers one', async () => {
        await ask('ask two', [askUserQuestion([DATABASE]), say('Good.')], 'ask_question');
        expect(await session.answer({ Database: '2 of them' })).toMatchObject({ via });
        await atRest('completed');
        expect(lastRequest()).toContain('2 of them');
      });

      test('several labels answer one', async () => {
        await ask('ask three', [askUserQuestion([FEATURES]), say('Good.')], 'ask_question');
        expect(await session.answer({ Features: ['Auth', 'Cache'] })).toMatchObject({ via });
        await atRest('completed');
        expect(lastRequest()).toContain('Auth, Cache');
      });

      test('labels and a text answer several pages', async () => {
        const pages = askUserQuestion([DATABASE, FEATURES]);
        await ask('ask four', [pages, say('Good.')], 'ask_question');
        const answers = { 'Which database?': 'SQLite', 'Which features?': ['Logs', 'My own'] };
        expect(await session.answer(answers)).toMatchObject({ via });
        await atRest('completed');
        expect(lastRequest()).toMatch(/Which database\?.{1,6}=.{1,6}SQLite/);
        expect(lastRequest()).toContain('Logs, My own');
      });

      test.runIf(hasPreviews(version))('a label answers one with previews', async () => {
        await ask('ask nine', [askUserQuestion([LAYOUT]), say('Good.')], 'ask_question');
        expect(await session.answer({ Layout: 'One page' })).toMatchObject({ via });
        await atRest('completed');
        expect(lastRequest()).toContain('One page');
      });

      test('none answers one', async () => {
        await ask('ask five', [askUserQuestion([DATABASE]), say('Not reached.')], 'ask_question');
        expect(await session.reject()).toMatchObject({ via });
        await atRest('interrupted');
        expect(lastRequest()).toContain('ask five');
        await ask('ask six', [askUserQuestion([DATABASE]), say('Fine.')], 'ask_question');
        expect(await session.reject({ feedback: 'think again' })).toMatchObject({ via });
        await heard('think again');
      });
    });

    test('a file is rejected, rejected with feedback, approved, and then edits are accepted', async () => {
      const script = (name: string) => [write(inWorkDir(name), 'x\n'), say('Over.')];
      await ask('write one', script('a.txt'), 'permission_prompt');
      expect(await session.reject()).toMatchObject({ via });
      await atRest('interrupted');
      await ask('write two', script('b.txt'), 'permission_prompt');
      expect(await session.reject({ feedback: 'call it c' })).toMatchObject({ via });
      await heard('call it c');
      await ask('write three', script('c.txt'), 'permission_prompt');
      expect(await session.approve()).toMatchObject(plainRow);
      await atRest('completed');
      const made = ['a.txt', 'b.txt', 'c.txt'].filter((name) => existsSync(inWorkDir(name)));
      expect(made).toEqual(['c.txt']);
      await ask('write four', script('d.txt'), 'permission_prompt');
      // Accepting edits is a row of the screen's.
      await eventually('the rows', () => session.info().pending?.options.length);
      expect(await session.approve({ scope: 'always' })).toMatchObject({ via: 'screen' });
      await atRest('completed');
      world.api.when('write five', script('e.txt'));
      await session.send('write five');
      await atRest('completed');
      expect(await mode()).toBe('accept edits');
      expect(existsSync(inWorkDir('e.txt'))).toBe(true);
    });

    /** Since 2.1 the plan is a file, which Claude Code tells its model the path of. */
    async function planScript() {
      if (!version.startsWith('2.1.')) return exitPlanMode(PLAN);
      if (planFile() === null) {
        await quickTurn('hello', [say('Hello.')], 'Hello.');
      }
      const path = planFile();
      if (path !== null && !existsSync(path)) {
        await quickTurn('draft it', [write(path, PLAN), say('Drafted.')], 'Drafted.');
      }
      return useTool('ExitPlanMode', {});
    }

    function planFile(): string | null {
      const bodies = world.api.requests.map(({ body }) => JSON.stringify(body));
      const paths = bodies.map((body) => /\/[^\s"'`\\]*plans\/[^\s"'`\\]*\.md/.exec(body)?.[0]);
      return paths.findLast((found) => found !== undefined) ?? null;
    }
  });
}
