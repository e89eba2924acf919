import { covered } from './covered.ts';
import { background } from './background.ts';
import { compacting } from './compacting.ts';
import { drafts, memory } from './drafts.ts';
import { badFlag, crash, quitting } from './endings.ts';
import { files } from './files.ts';
import { login, onboarding } from './first-screens.ts';
import { giveUp, refusal } from './give-up.ts';
import { imitations } from './imitations.ts';
import { interrupts } from './interrupts.ts';
import { limits, tooMany } from './limits.ts';
import { long } from './long.ts';
import { mcp } from './mcp.ts';
import { menus } from './menus.ts';
import { dontAsk, modes } from './modes.ts';
import { overlays, resume } from './overlays.ts';
import { plan, planFile } from './plans.ts';
import { previews } from './previews.ts';
import { question, questionRows } from './questions.ts';
import { running, todoList } from './running.ts';
import { sandbox } from './sandbox.ts';
import type { Scenario } from './scenario.ts';
import { scripts } from './scripts.ts';
import { shell } from './shell.ts';
import { shells } from './shells.ts';
import { apiKey, bypass, exit, trust } from './start.ts';
import { statusLine } from './status-lines.ts';
import { helpers, parallel, typing } from './together.ts';
import { toolKinds } from './tool-kinds.ts';
import { errors, turn } from './turn.ts';
import { noColor, reducedMotion, screenReader, vim } from './variants.ts';

export const scenarios: readonly Scenario[] = [
  trust,
  bypass,
  apiKey,
  exit,
  turn,
  errors,
  shell,
  files,
  mcp,
  question,
  questionRows,
  plan,
  planFile,
  overlays,
  resume,
  imitations,
  background,
  running,
  todoList,
  giveUp,
  refusal,
  compacting,
  toolKinds,
  parallel,
  typing,
  helpers,
  interrupts,
  quitting,
  crash,
  badFlag,
  drafts,
  menus,
  modes,
  dontAsk,
  scripts,
  statusLine,
  onboarding,
  login,
  noColor,
  reducedMotion,
  vim,
  screenReader,
  limits,
  tooMany,
  long,
  shells,
  sandbox,
  memory,
  covered,
  previews,
];
