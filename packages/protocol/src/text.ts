import * as v from 'valibot';
import { AegisError } from './aegis-error.ts';

/** The largest prompt that is taken, in bytes of UTF-8. */
export const MAX_PROMPT_BYTES = 200_000;

// C0 and C1 controls but tab and newline, and DEL: a prompt is data and can press no key.
// eslint-disable-next-line no-control-regex -- finding control characters is what it is for
const CONTROL_CHARACTER = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u;

/** A name that people give: one printable line of 1 to 120 characters. */
export const oneLineSchema = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(120),
  // eslint-disable-next-line no-control-regex -- a name is one printable line
  v.regex(/^[^\u0000-\u001f\u007f-\u009f]*$/u, 'must be one line without control characters'),
);

/** Text for Claude Code. What else it must be is {@link assertPromptText}'s to say, each with its own code. */
export const promptTextSchema = v.pipe(v.string(), v.minLength(1, 'must not be empty'));

/**
 * @param field where the text came from, for the message: `text`, `prompt`, `feedback`
 * @throws AegisError `invalid_request` for blank text or a lone surrogate, `control_characters`, `prompt_too_large`
 */
export function assertPromptText(text: string, field: string): void {
  if (text.trim() === '') {
    throw new AegisError('invalid_request', `\`${field}\` is blank; send some text.`);
  }
  if (!text.isWellFormed()) {
    throw new AegisError(
      'invalid_request',
      `\`${field}\` has a lone surrogate, so it is not valid Unicode; encode it again from the source text.`,
    );
  }
  const match = CONTROL_CHARACTER.exec(text);
  if (match) {
    const codePoint = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    throw new AegisError(
      'control_characters',
      `\`${field}\` holds the control character U+${codePoint} at offset ${match.index}; a prompt is text and presses no keys. Remove it: only tab and newline are allowed.`,
      { details: { field, codePoint: `U+${codePoint}`, offset: match.index } },
    );
  }
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > MAX_PROMPT_BYTES) {
    throw new AegisError(
      'prompt_too_large',
      `\`${field}\` is ${bytes} bytes; the most that Claude Code is sent at once is ${MAX_PROMPT_BYTES}. Write it to a file in the workDir and name the file in the prompt.`,
      { details: { field, bytes, maximum: MAX_PROMPT_BYTES } },
    );
  }
}
