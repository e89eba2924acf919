import { toTurns, type ModelScript, type ModelTurn } from '../model/step.ts';

/** Which prompts have a script. The latest registration that matches wins. */
export class ScriptBook {
  readonly #scripts: { readonly prompt: string | RegExp; readonly turns: readonly ModelTurn[] }[] =
    [];

  add(prompt: string | RegExp, script: ModelScript): void {
    this.#scripts.unshift({ prompt, turns: toTurns(script) });
  }

  find(prompt: string): readonly ModelTurn[] | null {
    return this.#scripts.find((script) => matches(script.prompt, prompt))?.turns ?? null;
  }
}

function matches(wanted: string | RegExp, prompt: string): boolean {
  if (typeof wanted === 'string') return prompt.includes(wanted);
  // A global or sticky expression keeps a position between two calls.
  return prompt.search(wanted) !== -1;
}
