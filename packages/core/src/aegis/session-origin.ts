import type { Session, Worktree } from '@aegis/protocol';
import type { ManagedSession } from '../session/managed-session.ts';

/** What a part of Aegis that starts a session adds to a request; no caller of ours can ask for it. */
export interface SessionOrigin {
  /** The step of a pipeline that it is a try of. */
  pipeline?: NonNullable<Session['pipeline']>;
  /** The worktree of an earlier session, to go on in. */
  worktree?: Worktree;
  keepWorktree?: boolean;
  /** Stored in one go with it. */
  alongside?: () => void;
  /** Called once it is stored, before it is launched. */
  onStored?: (session: ManagedSession) => void;
}
