import type { Scenario } from '../scenario.ts';
import { files, mcp, shell } from './permissions.ts';
import { plan, question } from './questions.ts';
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
];
