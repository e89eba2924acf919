import type { ScenarioScript } from '../model/scenario.ts';
import { toTurns, type ModelScript, type ModelTurn } from '../model/step.ts';

/** Which prompts have a script. The latest registration that matches wins. */
export class ScriptBook {
  readonly #scripts: { readonly prompt: string | RegExp; readonly turns: readonly ModelTurn[] }[] =
    [];
  readonly #inOrder: (readonly ModelTurn[])[] = [];
  /** By occasion, which of those was given to it. */
  readonly #given: Map<string, number>;

  /** @param before the book that this one replaces: what it gave stays given */
  constructor(before?: ScriptBook) {
    this.#given = new Map(before === undefined ? [] : before.#given);
  }

  add(prompt: string | RegExp, script: ModelScript): void {
    this.#scripts.unshift({ prompt, turns: toTurns(script) });
  }

  /** For the next prompt that no other script matches. */
  addNext(script: ModelScript): void {
    this.#inOrder.push(toTurns(script));
  }

  addAll(scripts: readonly ScenarioScript[]): void {
    for (const { when, turns } of scripts) {
      if (when === undefined) this.addNext(turns);
      else this.add(when, turns);
    }
  }

  /** @param occasion tells this prompt from the same words at another place */
  find(prompt: string, occasion: string): readonly ModelTurn[] | null {
    const matching = this.#scripts.find((script) => matches(script.prompt, prompt));
    if (matching !== undefined) return matching.turns;
    const index = this.#given.get(occasion) ?? this.#given.size;
    const turns = this.#inOrder[index];
    if (turns === undefined) return null;
    this.#given.set(occasion, index);
    return turns;
  }
}

function matches(wanted: string | RegExp, prompt: string): boolean {
  if (typeof wanted === 'string') return prompt.includes(wanted);
  // A global or sticky expression keeps a position between two calls.
  return prompt.search(wanted) !== -1;
}
