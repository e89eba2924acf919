import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  askUserQuestion,
  bash,
  exitPlanMode,
  httpError,
  say,
  stop,
  subagent,
  thinkFor,
  useTool,
  write,
  type ModelScript,
  type Question,
} from '@aegis/testkit';
import { typePrompt, untilAsked, untilBusy } from './hands.ts';
import type { Random } from '../random.ts';
import type { SoakStage } from './soak-stage.ts';

/** What a step has at hand; `tag` is in none of the other steps' prompts. */
export interface StepContext {
  stage: SoakStage;
  random: Random;
  tag: string;
}

type Step = (context: StepContext) => Promise<void>;

/** Through Aegis, or typed by a person. */
async function prompt({ stage, random, tag }: StepContext, script: ModelScript): Promise<void> {
  stage.api.when(tag, script);
  if (random.next() < 0.5) await stage.session.send(`please do ${tag}`);
  else await typePrompt(stage, `please do ${tag}`);
}

const words = (random: Random) =>
  say('These are the words of a model that has something to say. '.repeat(random.between(1, 8)), {
    chunkDelayMs: random.between(0, 60),
  });

const QUESTION: Question = {
  question: 'Which one?',
  header: 'Which',
  options: [{ label: 'This' }, { label: 'That' }],
};

/** Answers what is asked, by one of the ways there are. */
async function answerIt(context: StepContext): Promise<void> {
  const { stage, random } = context;
  if (!(await untilAsked(stage))) return;
  await sleep(random.skewed(150, 4_000));
  const way = random.pick(['hook', 'hook', 'keys', 'reject', 'refuse', 'escape'] as const);
  stage.note(`answer by ${way}`);
  const { status } = stage.session.info();
  switch (way) {
    case 'hook':
      if (status === 'ask_question') await stage.session.answer({ Which: 'This' });
      else await stage.session.approve();
      return;
    case 'keys':
      await stage.pane.press('Enter');
      return;
    case 'reject':
      await stage.session.reject({ feedback: 'Do it in another way.' });
      return;
    case 'refuse':
      await stage.session.reject();
      return;
    case 'escape':
      await stage.pane.press('Escape');
  }
}

const answer: Step = async (context) => {
  await prompt(context, [[thinkFor(context.random.skewed(0, 3_000)), words(context.random)]]);
};

const tool: Step = async (context) => {
  const { random } = context;
  const seconds = random.skewed(1, 30) / 10;
  await prompt(context, [
    [words(random), bash(`sleep ${seconds}`)],
    [bash(`sleep ${seconds / 2}`)],
    words(random),
  ]);
};

const permission: Step = async (context) => {
  const { stage, random, tag } = context;
  const ask = random.pick([
    bash(`echo ${tag} > out.txt`),
    write(join(stage.workDir, `${tag}.txt`), 'some text'),
  ]);
  await prompt(context, [[words(random), ask], words(random)]);
  await answerIt(context);
};

const twoPermissions: Step = async (context) => {
  const { stage, random, tag } = context;
  const asks = [bash(`echo ${tag} > a.txt`), write(join(stage.workDir, `${tag}.txt`), 'some text')];
  await prompt(context, [asks, words(random)]);
  await answerIt(context);
  await sleep(300);
  if (stage.registry.last?.startsWith('waiting') === true) await answerIt(context);
};

const question: Step = async (context) => {
  await prompt(context, [askUserQuestion([QUESTION]), words(context.random)]);
  await answerIt(context);
};

const plan: Step = async (context) => {
  await prompt(context, [exitPlanMode('1. Do it.\n2. Be done.'), words(context.random)]);
  await answerIt(context);
};

const escape: Step = async (context) => {
  const { stage, random } = context;
  await prompt(context, [
    [thinkFor(random.between(0, 2_000)), words(random), bash('sleep 3')],
    words(random),
  ]);
  await untilBusy(stage);
  await sleep(random.between(0, 4_000));
  stage.note('Escape');
  await stage.pane.press('Escape');
};

const queued: Step = async (context) => {
  const { stage, random, tag } = context;
  const slow = say('Slow words that take their time to come. '.repeat(6), { chunkDelayMs: 250 });
  await prompt(context, [slow]);
  await untilBusy(stage);
  await sleep(random.between(100, 600));
  stage.api.when(`then ${tag}`, [words(random)]);
  await stage.pane.submit(`and then ${tag}`);
};

const shellLine: Step = async ({ stage, random }) => {
  await stage.pane.press('C-u');
  await stage.pane.submit(`!sleep ${random.skewed(1, 15) / 10}; echo some output`);
};

const modelPicker: Step = async ({ stage, random }) => {
  await typePrompt(stage, '/model');
  await untilAsked(stage);
  await sleep(random.between(300, 2_000));
  await stage.pane.press('Escape');
};

const clear: Step = async ({ stage }) => {
  await typePrompt(stage, '/clear');
};

const badRequest: Step = (context) => prompt(context, [httpError(400)]);
const overloaded: Step = (context) => prompt(context, [httpError(529)]);
const refused: Step = (context) =>
  prompt(context, [[say('I cannot help with that.'), stop('refusal')]]);

const background: Step = async (context) => {
  const { random } = context;
  const command = `sleep ${random.between(1, 4)}`;
  const start = useTool('Bash', { command, description: 'Wait', run_in_background: true });
  await prompt(context, [start, words(random)]);
  await sleep(random.between(500, 6_000));
};

const withSubagent: Step = async (context) => {
  const { stage, random, tag } = context;
  stage.api.whenSubagent(`part of ${tag}`, [
    [thinkFor(random.between(0, 1_500)), bash('sleep 0.5')],
    words(random),
  ]);
  await prompt(context, [subagent('A part', `do the part of ${tag}`), words(random)]);
  await sleep(random.between(500, 4_000));
};

/** Each as often as it stands here. */
export const STEPS: readonly [string, Step][] = [
  ...Array.from({ length: 5 }, () => ['answer', answer] as [string, Step]),
  ...Array.from({ length: 4 }, () => ['tool', tool] as [string, Step]),
  ...Array.from({ length: 4 }, () => ['permission', permission] as [string, Step]),
  ...Array.from({ length: 3 }, () => ['escape', escape] as [string, Step]),
  ['two permissions', twoPermissions],
  ['two permissions', twoPermissions],
  ['question', question],
  ['question', question],
  ['plan', plan],
  ['queued', queued],
  ['queued', queued],
  ['shell line', shellLine],
  ['shell line', shellLine],
  ['model picker', modelPicker],
  ['clear', clear],
  ['400', badRequest],
  ['529', overloaded],
  ['refusal', refused],
  ['background task', background],
  ['subagent', withSubagent],
];
