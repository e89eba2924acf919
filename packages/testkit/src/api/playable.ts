import { toTurns, type ModelScript } from '../model/step.ts';
import { TestkitError } from '../testkit-error.ts';

/**
 * The script, where a model can do all of it: it can neither end Claude Code nor keep it from running a tool.
 *
 * @throws TestkitError `step_not_playable`
 */
export function playableByApi(script: ModelScript): ModelScript {
  for (const step of toTurns(script).flat()) {
    if (step.type === 'exit') throw notPlayable('ends Claude Code');
    if (step.type === 'tool' && step.result !== undefined) throw notPlayable('pretends a result');
  }
  return script;
}

function notPlayable(what: string): TestkitError {
  return new TestkitError(
    'step_not_playable',
    `A step that ${what} is for the look-alike alone. Leave it out of what the real Claude Code plays.`,
  );
}
