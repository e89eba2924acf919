import type { GateBody, GateReport } from '@aegis/protocol';
import { notYet } from '../not-yet.ts';
import type { ManagedSession } from '../session/managed-session.ts';

/** The quality gate: checks before a session's work is accepted. */
export class Gates {
  run(_session: ManagedSession, _body: GateBody, _signal?: AbortSignal): Promise<GateReport> {
    throw notYet('the quality gate');
  }

  /** @throws AegisError `gate_not_found` */
  last(_session: ManagedSession): GateReport {
    throw notYet('the quality gate');
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
