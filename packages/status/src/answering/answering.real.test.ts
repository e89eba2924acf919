import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { screenFromText } from '@aegis/screen';
import {
  askUserQuestion,
  bash,
  type ClaudePane,
  createClaudeHome,
  createTmuxSandbox,
  createWorkDir,
  say,
  startClaudePane,
  startScriptedApi,
  type TmuxSandbox,
} from '@aegis/testkit';
import { expect, test } from 'vitest';
import { readScreen } from '../reading/read-screen.ts';
import type { Dialog, ScreenReading } from '../types.ts';
import type { DialogTarget } from './key-plan.ts';
import { questionTarget } from './question-target.ts';
import { isMet, stepTowards } from './step-towards.ts';

const COLS = 100;
const ROWS = 40;

/** A pane that is answered through its screen and nothing else. */
class ScreenUser {
  constructor(tmux: TmuxSandbox, pane: ClaudePane) {
    this.tmux = tmux;
    this.pane = pane;
  }
  readonly tmux: TmuxSandbox;
  readonly pane: ClaudePane;

  async read(): Promise<ScreenReading> {
    const text = await this.tmux.run('capture-pane', '-p', '-e', '-t', this.pane.paneId);
    return readScreen(await screenFromText(text, { cols: COLS, rows: ROWS }));
  }

  async until(what: string, holds: (reading: ScreenReading) => boolean): Promise<ScreenReading> {
    let reading = await this.read();
    for (let tries = 0; tries < 200 && !holds(reading); tries++) {
      await sleep(60);
      reading = await this.read();
    }
    if (!holds(reading)) throw new Error(`Not seen: ${what}; ${JSON.stringify(reading)}`);
    return reading;
  }

  /** A dialog, once it stood for a moment: keys that come with its first frame get lost. */
  async dialog(name: Dialog['name']): Promise<Dialog> {
    await this.until(name, (reading) => reading.dialog?.name === name);
    await sleep(300);
    const { dialog } = await this.until(name, (reading) => reading.dialog?.name === name);
    if (dialog === null) throw new Error('It is gone.');
    return dialog;
  }

  async type(text: string): Promise<void> {
    await this.tmux.run('send-keys', '-t', this.pane.paneId, '-l', '--', text);
  }

  async press(...keys: readonly string[]): Promise<void> {
    await this.tmux.run('send-keys', '-t', this.pane.paneId, ...keys);
  }

  async prompt(text: string): Promise<void> {
    await this.type(text);
    await this.until('the draft', (reading) => reading.composer?.text === text);
    await this.press('Enter');
  }

  /** Carry out what the planner says, one step at a time, until the dialog is gone. */
  async bringAbout(dialog: Dialog, target: DialogTarget): Promise<void> {
    let now = dialog;
    for (let steps = 0; steps < 12; steps++) {
      const step = stepTowards(now, target);
      if (step.type === 'blocked') throw new Error(step.reason);
      if (step.type === 'text') await this.type(step.text);
      else await this.press(...step.keys);
      const before = now;
      const reading = await this.until(JSON.stringify(step), (one) =>
        isMet(step.expect, before, one.dialog),
      );
      if (step.expect.type === 'gone' || reading.dialog === null) return;
      now = reading.dialog;
    }
    throw new Error('It took too many steps.');
  }
}

test('trust, a permission, a rejection with a word, and questions of every kind are answered by keys alone', async () => {
  const api = await startScriptedApi();
  api.when('make it', [bash('touch made.txt'), say('It is made.')]);
  api.when('remove it', [bash('rm made.txt && touch removed.txt'), say('So not.')]);
  api.when('choose', [
    askUserQuestion([
      {
        question: 'Which features should be in it?',
        header: 'Features',
        multiSelect: true,
        options: [{ label: 'Auth' }, { label: 'Logs' }, { label: 'Cache' }],
      },
      { question: 'Which port?', header: 'Port', options: [{ label: '8080' }, { label: '9000' }] },
      { question: 'Which name?', header: 'Name', options: [{ label: 'Ann' }, { label: 'Bob' }] },
    ]),
    say('So be it.'),
  ]);
  const home = await createClaudeHome({ api });
  const work = await createWorkDir();
  const tmux = createTmuxSandbox();
  try {
    const pane = await startClaudePane({ tmux, home, cwd: work.path, cols: COLS, rows: ROWS });
    await tmux.run('set', '-g', 'status', 'off');
    const user = new ScreenUser(tmux, pane);

    const trust = await user.dialog('trust');
    const yes = trust.options.find((option) => option.role === 'accept');
    await user.bringAbout(trust, { type: 'choose', label: yes?.label ?? '' });
    await user.until('the box', (reading) => reading.status === 'idle');

    await user.prompt('make it');
    const permission = await user.dialog('bash');
    expect(permission.subject).toBe('touch made.txt');
    await user.bringAbout(permission, { type: 'choose', label: 'Yes' });
    await user.until('the end of the turn', (reading) => reading.turnEnd?.outcome === 'completed');
    expect(existsSync(join(work.path, 'made.txt'))).toBe(true);

    await user.prompt('remove it');
    await user.bringAbout(await user.dialog('bash'), {
      type: 'decline',
      feedback: 'keep it please',
    });
    await user.until('the end of the turn', (reading) => reading.status === 'idle');
    expect(existsSync(join(work.path, 'removed.txt'))).toBe(false);
    const bodies = api.requests.map((request) => JSON.stringify(request.body));
    expect(bodies.some((body) => body.includes('keep it please'))).toBe(true);

    await user.prompt('choose');
    const answers = {
      'Which features should be in it?': ['Auth', 'Cache'],
      'Which port?': '9000',
      'Which name?': 'Cleo',
    };
    for (const page of [0, 1, 2]) {
      await user.until(`page ${page}`, (reading) => reading.dialog?.question?.page === page);
      const dialog = await user.dialog('question');
      const target = questionTarget(dialog, answers);
      if (target === null) throw new Error('The page has an answer.');
      await user.bringAbout(dialog, target);
    }
    const review = await user.dialog('question_review');
    await user.bringAbout(review, questionTarget(review, answers) ?? { type: 'write', text: '' });
    await user.until('the end of the turn', (reading) => reading.turnEnd?.outcome === 'completed');
    const last = JSON.stringify(api.requests.at(-1)?.body);
    for (const answer of ['Auth, Cache', '9000', 'Cleo']) expect(last).toContain(answer);
  } finally {
    await tmux.dispose();
    await home.dispose();
    await work.dispose();
    await api.close();
  }
}, 90_000);
