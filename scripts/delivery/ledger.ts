import type { RecordedRequest, ScriptedApi } from '@aegis/testkit';

/** How often the requests are looked at: the testkit keeps the latest 300. */
const LOOK_EVERY_MS = 100;

/** Every prompt that the model got, once for each time that it was asked to answer it. */
export class Ledger {
  readonly #api: ScriptedApi;
  readonly #seen = new WeakSet<RecordedRequest>();
  readonly #prompts: string[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(api: ScriptedApi) {
    this.#api = api;
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  look(): void {
    for (const request of this.#api.requests) {
      if (this.#seen.has(request)) continue;
      this.#seen.add(request);
      if (request.kind === 'main' && request.turn === 0 && request.prompt !== null) {
        this.#prompts.push(request.prompt);
      }
    }
  }

  receivedBy(session: string): string[] {
    return this.#prompts.filter((prompt) => tagOf(prompt)?.startsWith(`${session}-`));
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** `s2-17.`: the session and the number of a prompt. */
export function tagOf(text: string): string | null {
  return /s\d+-\d+\./.exec(text)?.[0] ?? null;
}
