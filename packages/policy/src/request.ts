import type { PolicyDecision } from '@aegis/protocol';

/** A tool call that is to be judged, as plain data: what only the file system knows is looked up before. */
export interface PolicyRequest {
  toolName: string;
  toolInput: Readonly<Record<string, unknown>> | null;
  /** Where relative patterns begin: absolute, and where it really leads. */
  workDir: string;
  /** Where relative paths of the call begin: absolute. */
  cwd: string;
  /** What `~` stands for: absolute. */
  home: string;
  /**
   * Where each path of {@link namedPaths} really leads, behind symbolic links: every place that it may be, absolute. A
   * path that is missing here, or has no place, is not known, and no rule for a path allows it.
   */
  places: Readonly<Record<string, readonly string[]>>;
}

export interface PolicyEvaluation {
  decision: PolicyDecision;
  /** Place of the rule that decided, from 0; null where none did. */
  rule: number | null;
  /** Why, in words, for a person and for Claude. */
  reason: string;
  /** What the call is about, shortened: a command, a path. */
  subject: string | null;
  /**
   * `ask` alone: whether a rule that denies may be meant, which cannot be told from the call. Somebody must then be asked,
   * also where Claude Code would not ask.
   */
  mayBeDenied: boolean;
}

/** What is judged by itself: one command, one file. A call is made of some of these, and the strictest verdict wins. */
export interface PartVerdict {
  decision: PolicyDecision;
  rule: number | null;
  reason: string;
  /** It cannot be told whether the rule is meant. */
  isDoubt: boolean;
  mayBeDenied: boolean;
}
