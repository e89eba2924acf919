import type { HookCall } from './hook-body.ts';
import type { PermissionDecision } from './permission-decision.ts';

/** A permission request whose HTTP answer is held back until somebody decides. */
export interface HeldRequest {
  readonly id: string;
  readonly call: HookCall;
  readonly since: number;
}

interface Entry extends HeldRequest {
  settle: (decision: PermissionDecision | null) => void;
}

/** The permission requests that Claude Code holds open for one session, oldest first. */
export class HeldRequests {
  readonly #entries = new Map<string, Entry>();

  /** Resolves with a decision, or with null where Claude Code is to go on by its own dialog. */
  hold(request: HeldRequest, signal: AbortSignal): Promise<PermissionDecision | null> {
    return new Promise((resolve) => {
      const settle = (decision: PermissionDecision | null) => {
        signal.removeEventListener('abort', onAbort);
        this.#entries.delete(request.id);
        resolve(decision);
      };
      const onAbort = () => settle(null);
      this.#entries.set(request.id, { ...request, settle });
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  get(id: string): HeldRequest | null {
    return this.#entries.get(id) ?? null;
  }

  list(): HeldRequest[] {
    return [...this.#entries.values()];
  }

  /** False where the request is not held any more: nobody would read the decision. */
  decide(id: string, decision: PermissionDecision): boolean {
    const entry = this.#entries.get(id);
    entry?.settle(decision);
    return entry !== undefined;
  }

  /** Let go of those that are not in `open`: they were answered in the terminal. */
  releaseExcept(open: readonly string[]): void {
    for (const entry of [...this.#entries.values()]) {
      if (!open.includes(entry.id)) entry.settle(null);
    }
  }

  releaseAll(): void {
    this.releaseExcept([]);
  }
}
