import * as v from 'valibot';

/** A session's id, ours: `ses_` and 20 characters. Claude Code's own id is `claudeSessionId`. */
export const sessionIdSchema = v.pipe(v.string(), v.regex(/^ses_[0-9a-z]{20}$/));

/** An access token's id, which is no secret: `tok_` and 20 characters. */
export const tokenIdSchema = v.pipe(v.string(), v.regex(/^tok_[0-9a-z]{20}$/));

/** A webhook's id: `whk_` and 20 characters. */
export const webhookIdSchema = v.pipe(v.string(), v.regex(/^whk_[0-9a-z]{20}$/));

/** Where a list or a conversation goes on from: opaque, passed back as it came. */
export const cursorSchema = v.pipe(v.string(), v.maxLength(200));

/** A pipeline's id: `pip_` and 20 characters. */
export const pipelineIdSchema = v.pipe(v.string(), v.regex(/^pip_[0-9a-z]{20}$/));

/** A quality gate report's id: `gat_` and 20 characters. */
export const gateIdSchema = v.pipe(v.string(), v.regex(/^gat_[0-9a-z]{20}$/));

/** A template's id is its name: lower-case letters, digits and dashes. */
export const templateIdSchema = v.pipe(
  v.string(),
  v.regex(
    /^[a-z\d](?:[a-z\d-]{0,62}[a-z\d])?$/,
    'must be 1 to 64 lower-case letters, digits and dashes',
  ),
);
