import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from './access/caller.ts';
import type { Upgrade } from './events/upgrade.ts';

/** What comes with a request, and what is found out about it. Nothing comes with one that no socket brought. */
export interface AppEnv {
  Bindings: {
    incoming?: IncomingMessage;
    outgoing?: ServerResponse;
    upgrade?: Upgrade;
  };
  Variables: {
    requestId: string;
    /** Null where the route is public and there is no token. */
    caller: Caller | null;
  };
}
