import * as v from 'valibot';

/** A session's id, ours: `ses_` and 20 characters. Claude Code's own id is `claudeSessionId`. */
export const sessionIdSchema = v.pipe(v.string(), v.regex(/^ses_[0-9a-z]{20}$/));

/** An access token's id, which is no secret: `tok_` and 20 characters. */
export const tokenIdSchema = v.pipe(v.string(), v.regex(/^tok_[0-9a-z]{20}$/));

/** A webhook's id: `whk_` and 20 characters. */
export const webhookIdSchema = v.pipe(v.string(), v.regex(/^whk_[0-9a-z]{20}$/));

/** Where a list or a conversation goes on from: opaque, passed back as it came. */
export const cursorSchema = v.pipe(v.string(), v.maxLength(200));
