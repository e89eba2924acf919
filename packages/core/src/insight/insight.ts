import type { Latency, SessionHealth, SessionMetrics, Summary } from '@aegis/protocol';
import { notYet } from '../not-yet.ts';
import type { ManagedSession } from '../session/managed-session.ts';

/** What is known of a session beyond its state: counted, measured and judged. */
export class Insight {
  summary(_session: ManagedSession): Promise<Summary> {
    throw notYet('the summary');
  }

  metrics(_session: ManagedSession): Promise<SessionMetrics> {
    throw notYet('metrics');
  }

  latency(_session: ManagedSession): Promise<Latency> {
    throw notYet('latency');
  }

  health(_session: ManagedSession): SessionHealth {
    throw notYet('session health');
  }
}
