import { callHook, type HookAnswer } from './call-hook.ts';
import { takes, type Hooks } from './hook-settings.ts';

const NEVER = new AbortController().signal;

/** Calls the hooks of a session. */
export class HookCaller {
  readonly #hooks: Hooks;
  /** What every call tells of the session, as it is now. */
  readonly #common: () => Readonly<Record<string, unknown>>;

  constructor(hooks: Hooks, common: () => Readonly<Record<string, unknown>>) {
    this.#hooks = hooks;
    this.#common = common;
  }

  /** @returns what each of them answered, once all have */
  call(
    event: string,
    fields: Readonly<Record<string, unknown>>,
    withdrawn: AbortSignal = NEVER,
  ): Promise<HookAnswer[]> {
    return Promise.all(this.each(event, fields, withdrawn));
  }

  /** The same, each answer on its own. */
  each(
    event: string,
    fields: Readonly<Record<string, unknown>>,
    withdrawn: AbortSignal = NEVER,
  ): Promise<HookAnswer>[] {
    const tool = fields['tool_name'];
    const name = typeof tool === 'string' ? tool : null;
    const body = { ...this.#common(), ...fields, hook_event_name: event };
    return (this.#hooks.get(event) ?? [])
      .filter(({ matcher }) => takes(matcher, name))
      .filter(({ how }) => event !== 'SessionStart' || how.type === 'command')
      .map((handler) => callHook(handler, body, withdrawn));
  }
}
