import * as v from 'valibot';
import { sessionIdSchema } from './ids.ts';
import { tagsSchema } from './session.ts';
import { oneLineSchema } from './text.ts';

const oneLine = (maximum: number) =>
  v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(maximum),
    // eslint-disable-next-line no-control-regex -- a control character is in no name
    v.regex(/^[^\u0000-\u001f\u007f]*$/u, 'must be one line without control characters'),
  );

/** A tmux socket: the name that `tmux -L` takes, or an absolute path. Default: `default`. */
export const tmuxSocketSchema = oneLine(255);

export const adoptBodySchema = v.strictObject({
  /** As tmux names panes: `%3`, `work:1.0`, `work`. */
  pane: oneLine(255),
  socket: v.optional(tmuxSocketSchema),
  name: v.optional(oneLineSchema),
  tags: v.optional(tagsSchema),
});
export type AdoptBody = v.InferOutput<typeof adoptBodySchema>;

/** A pane in which Claude Code runs that somebody else started. */
export const adoptablePaneSchema = v.object({
  /** Absolute path of the tmux server's socket. */
  socketPath: v.string(),
  paneId: v.string(),
  /** As people name it: `work:1.0`. */
  place: v.string(),
  pid: v.number(),
  workDir: v.nullable(v.string()),
  claudeSessionId: v.nullable(v.string()),
  claudeVersion: v.nullable(v.string()),
  /** The session that it is adopted as, or null. */
  sessionId: v.nullable(sessionIdSchema),
});
export type AdoptablePane = v.InferOutput<typeof adoptablePaneSchema>;

export const adoptablePanesSchema = v.object({ panes: v.array(adoptablePaneSchema) });
export type AdoptablePanes = v.InferOutput<typeof adoptablePanesSchema>;
