import { chooseTurn, type Scripts } from '../../api/choose-turn.ts';
import { ScriptBook } from '../../api/script-book.ts';
import { readScenario, type Scenario } from '../../model/scenario.ts';
import type { ModelTurn } from '../../model/step.ts';

/** What the model does next, by a scenario that may be written anew at any time. */
export class ScriptPlayer {
  readonly #path: string | null;
  #scripts: Scripts = booksOf({ scripts: [] });

  /** @throws TestkitError `scenario_invalid` */
  constructor(path: string | null) {
    this.#path = path;
    this.#reload();
  }

  /**
   * @param number of the turn, from 0, within the answer to this prompt
   * @param occasion tells this prompt from the same words at another place
   */
  turn(prompt: string, number: number, occasion: string): ModelTurn {
    this.#reload();
    return chooseTurn({ kind: 'main', prompt }, this.#scripts, number, occasion);
  }

  subagentTurn(prompt: string, number: number, occasion: string): ModelTurn {
    return chooseTurn({ kind: 'subagent', prompt }, this.#scripts, number, occasion);
  }

  #reload(): void {
    if (this.#path === null) return;
    this.#scripts = booksOf(readScenario(this.#path), this.#scripts);
  }
}

function booksOf({ scripts, subagents = [] }: Scenario, before?: Scripts): Scripts {
  const books = {
    main: new ScriptBook(before?.main),
    subagent: new ScriptBook(before?.subagent),
    compaction: new ScriptBook(),
  };
  books.main.addAll(scripts);
  books.subagent.addAll(subagents);
  return books;
}
