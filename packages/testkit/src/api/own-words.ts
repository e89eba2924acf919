/**
 * What CC itself says to the model: to make it go on after `max_tokens` and `refusal` (measured on 2.1.330), and that
 * something in the background has ended (measured on 2.0.76 to 2.1.200).
 */
const CONTINUATIONS = [
  'Output token limit hit.',
  'Your response above was stopped by a safety',
  '<task-notification>',
  '<bash-notification>',
];

const REMINDER = { open: '<system-reminder>', close: '</system-reminder>' };

/** How CC hands over a prompt that was typed while a tool ran; 2.1.330 ends it with the first of these notes. */
const QUEUED = 'The user sent a new message while you were working:\n';
const QUEUED_NOTES = ['\n\nThis is how Claude Code surfaces messages', '\n\nIMPORTANT:'];

/**
 * The user's own words in a text block of a user message: the block itself, or the queued prompt that CC wrapped.
 * Null where CC speaks for itself.
 */
export function ownWords(text: string): string | null {
  if (CONTINUATIONS.some((start) => text.trimStart().startsWith(start))) return null;
  const inside = insideReminder(text);
  const queuedAt = (inside ?? text).indexOf(QUEUED);
  if (inside === null && queuedAt !== 0) return text;
  return queuedAt === -1 ? null : queuedPrompt((inside ?? text).slice(queuedAt + QUEUED.length));
}

function insideReminder(text: string): string | null {
  const trimmed = text.trim();
  if (!trimmed.startsWith(REMINDER.open) || !trimmed.endsWith(REMINDER.close)) return null;
  return trimmed.slice(REMINDER.open.length, -REMINDER.close.length).trim();
}

function queuedPrompt(text: string): string {
  const end = Math.max(...QUEUED_NOTES.map((note) => text.lastIndexOf(note)));
  return end === -1 ? text : text.slice(0, end);
}
