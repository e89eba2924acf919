import { homedir } from 'node:os';
import { evaluatePolicy, namedPaths, type PolicyEvaluation } from '@aegis/policy';
import type { PolicyVerdict } from '@aegis/protocol';
import { toHookObservation, type HookCall } from '../hooks/hook-body.ts';
import {
  allowOnce,
  type PermissionDecision,
  type ToolDecision,
} from '../hooks/permission-decision.ts';
import { claudeFeatures } from '../launch/claude-features.ts';
import type { SessionDependencies } from '../session/session-dependencies.ts';
import type { SessionState } from '../session/session-state.ts';
import { isDrawn } from './is-drawn.ts';
import { realPlaces } from './real-places.ts';

const NOT_STORED = 'what the policy says could not be stored, so somebody is asked';

/** A policy at work in one session: what its rules say of each call, and what is made of that. */
export class SessionGuard {
  readonly #state: SessionState;
  readonly #dependencies: Pick<SessionDependencies, 'clock' | 'home'>;

  constructor(state: SessionState, dependencies: Pick<SessionDependencies, 'clock' | 'home'>) {
    this.#state = state;
    this.#dependencies = dependencies;
  }

  /** What the rules say as they stand now; null without a policy, or for a call of no known tool. */
  async judge({ toolName, toolInput, cwd }: HookCall): Promise<PolicyEvaluation | null> {
    const { policy, workDir } = this.#state.record;
    if (policy === null || toolName === null) return null;
    const { clock, home = homedir() } = this.#dependencies;
    const known = { toolName, toolInput, workDir, cwd: cwd ?? workDir, home };
    try {
      const places = await realPlaces(namedPaths(known), clock);
      return evaluatePolicy(policy, { ...known, places });
    } catch (error) {
      const reason = `what the policy says could not be found out: ${String(error)}`;
      return { decision: 'ask', rule: null, reason, subject: null, mayBeDenied: true };
    }
  }

  /**
   * The answer to the notice of a tool call, which comes before Claude Code looks at its own settings: a denial holds whatever
   * they allow. Null: as without a policy.
   */
  async onToolUse(call: HookCall): Promise<ToolDecision | null> {
    const found = await this.judge(call);
    if (found === null || found.decision === 'allow') return null;
    const { decision, reason, mayBeDenied } = found;
    if (decision === 'ask') {
      if (!mayBeDenied) return null;
      // Its request is asked for in a moment, and told of then.
      const { permissionRequest } = claudeFeatures(this.#state.record.claudeVersion);
      if (!permissionRequest) this.#tell(verdictOf(call, found, null));
      return { permissionDecision: 'ask', reason };
    }
    if (this.#tellNow(verdictOf(call, found, null))) return { permissionDecision: 'deny', reason };
    this.#tell(verdictOf(call, { ...found, decision: 'ask', reason: NOT_STORED }, null));
    return { permissionDecision: 'ask', reason: NOT_STORED };
  }

  /**
   * The answer to a permission request, where a rule decides it: stored and told, and nothing is ever pending. Null: it is to be
   * held, and {@link asked} told of.
   */
  decide(call: HookCall, id: string, found: PolicyEvaluation): PermissionDecision | null {
    if (found.decision === 'ask') return null;
    const { tracked } = this.#state;
    // The screen drew its dialog before the hook came.
    const drawn = tracked !== null && isDrawn(tracked, call) ? tracked.pending.id : null;
    if (!this.#tellNow(verdictOf(call, found, drawn))) return null;
    if (drawn !== null) this.#state.closing({ pendingId: drawn, chosen: chosenBy(found) });
    const at = this.#dependencies.clock.monotonic();
    const asked = toHookObservation(call, id);
    this.#state.observeAll([
      { source: 'hook', at, event: asked },
      { source: 'hook', at, event: { ...asked, name: 'Answered' } },
    ]);
    if (drawn !== null && this.#state.tracked?.pending.id === drawn) this.#state.closing(null);
    if (found.decision === 'allow') return allowOnce(call);
    return { behavior: 'deny', message: found.reason };
  }

  /** The request is held now: somebody decides. */
  asked(call: HookCall, id: string, found: PolicyEvaluation): void {
    const { tracked } = this.#state;
    const pendingId = tracked?.requestId === id ? tracked.pending.id : id;
    const verdict = verdictOf(call, found, pendingId);
    this.#tell(
      found.decision === 'ask' ? verdict : { ...verdict, decision: 'ask', reason: NOT_STORED },
    );
  }

  #tell(verdict: PolicyVerdict): void {
    this.#state.commit({}, [{ type: 'policy-decided', data: { verdict } }]);
  }

  #tellNow(verdict: PolicyVerdict): boolean {
    return this.#state.commitNow([{ type: 'policy-decided', data: { verdict } }]);
  }
}

function chosenBy({ decision, rule }: PolicyEvaluation): string {
  return rule === null ? `${decision} (policy)` : `${decision} (policy rule ${rule})`;
}

function verdictOf(
  { toolName }: HookCall,
  { decision, rule, reason, subject }: PolicyEvaluation,
  pendingId: string | null,
): PolicyVerdict {
  return { toolName: toolName ?? '', subject, decision, rule, reason, pendingId };
}
