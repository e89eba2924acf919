import { background } from './background.ts';
import { compacting } from './compacting.ts';
import { badFlag, crash, quitting } from './endings.ts';
import { files } from './files.ts';
import { giveUp, refusal } from './give-up.ts';
import { imitations } from './imitations.ts';
import { interrupts } from './interrupts.ts';
import { mcp } from './mcp.ts';
import { overlays, resume } from './overlays.ts';
import { plan, planFile } from './plans.ts';
import { question } from './questions.ts';
import { running, todoList } from './running.ts';
import type { Scenario } from './scenario.ts';
import { shell } from './shell.ts';
import { apiKey, bypass, exit, trust } from './start.ts';
import { helpers, parallel, typing } from './together.ts';
import { toolKinds } from './tool-kinds.ts';
import { errors, turn } from './turn.ts';

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
];
