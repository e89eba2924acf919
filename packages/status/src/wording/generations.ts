import { isAtLeast, parseClaudeVersion } from '@aegis/protocol';
import { claudeCode10 } from './claude-code-1-0.ts';
import { claudeCode20 } from './claude-code-2-0.ts';
import { claudeCode210 } from './claude-code-2-1-0.ts';
import { claudeCode21 } from './claude-code-2-1.ts';
import type { Wording } from './types.ts';

/** Each table, with the first release that it is for; the newest first. What lies between two is for the older one. */
export const generations: readonly {
  since: readonly [number, number, number];
  wording: Wording;
}[] = [
  { since: [2, 1, 100], wording: claudeCode21 },
  { since: [2, 1, 0], wording: claudeCode210 },
  { since: [2, 0, 45], wording: claudeCode20 },
  { since: [0, 0, 0], wording: claudeCode10 },
];

/** The words of a release; those of the newest generation where the version is none. */
export function wordingOfVersion(version: string): Wording {
  const parsed = parseClaudeVersion(version);
  if (parsed === null) return claudeCode21;
  const found = generations.find(({ since }) => isAtLeast(parsed.parts, since));
  return found?.wording ?? claudeCode21;
}
