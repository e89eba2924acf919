import type { Scenario } from '../scenario.ts';
import { background } from './background.ts';
import { imitations } from './imitations.ts';
import { overlays, resume } from './overlays.ts';
import { files, mcp, shell } from './permissions.ts';
import { plan, planFile, question } from './questions.ts';
import { apiKey, bypass, exit, trust } from './start.ts';
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
];
