import { drift, notice, type Finding } from '../finding.ts';
import type { Seen, SeenTranscript } from '../seen.ts';
import { ANSWER, PROMPTS } from '../tour/story.ts';

/** Types of lines that recorded versions write (measured on 1.0.128 to 2.1.330). */
const KNOWN_TYPES = new Set([
  'ai-title',
  'api-request',
  'api-request-blob',
  'api-request-shape',
  'assistant',
  'atis-latch',
  'attachment',
  'cost-state',
  'custom-title',
  'file-history-snapshot',
  'last-prompt',
  'mode',
  'permission-mode',
  'progress',
  'queue-operation',
  'summary',
  'system',
  'tools-used',
  'user',
]);

/** What the conversation must say, if the step that makes it was reached. */
const SAID: readonly { step: string; role: string; contentType: string; text: string | null }[] = [
  { step: 'end of a turn', role: 'user', contentType: 'text', text: PROMPTS.talk },
  { step: 'end of a turn', role: 'assistant', contentType: 'text', text: ANSWER },
  { step: 'end of an approved command', role: 'assistant', contentType: 'tool_use', text: null },
  { step: 'end of an approved command', role: 'user', contentType: 'tool_result', text: null },
];

/** What its lines must say of turns. */
const EFFECTS: readonly { step: string; effect: string }[] = [
  { step: 'end of a turn', effect: 'finished' },
  { step: 'end of a rejected edit', effect: 'interrupted' },
];

export function compareTranscript({ chapters, transcript }: Seen): Finding[] {
  const reached = new Set(
    chapters.flatMap(({ steps }) =>
      steps.filter(({ outcome }) => outcome === 'reached').map(({ name }) => name),
    ),
  );
  if (transcript === null) {
    return reached.has('end of a turn')
      ? [drift('transcript', null, 'No transcript was found where Claude Code should write one.')]
      : [];
  }
  return [...unsaid(transcript, reached), ...newTypes(transcript)];
}

function unsaid({ messages, effects }: SeenTranscript, reached: ReadonlySet<string>): Finding[] {
  const findings: Finding[] = [];
  for (const { step, role, contentType, text } of SAID) {
    if (!reached.has(step)) continue;
    const isThere = messages.some(
      (message) =>
        message.role === role &&
        message.contentType === contentType &&
        (text === null || message.text.trim() === text),
    );
    if (isThere) continue;
    const piece = text === null ? '' : `: ${JSON.stringify(text)}`;
    const what = `The transcript has no ${role} message of the type ${contentType}${piece}.`;
    findings.push(drift('transcript', step, what));
  }
  for (const { step, effect } of EFFECTS) {
    if (!reached.has(step) || effects.includes(effect)) continue;
    findings.push(
      drift('transcript', step, `No line of the transcript says that a turn was ${effect}.`),
    );
  }
  return findings;
}

function newTypes({ types }: SeenTranscript): Finding[] {
  return types
    .filter((type) => !KNOWN_TYPES.has(type))
    .map((type) =>
      notice(
        'transcript',
        `The transcript has lines of the new type "${type}"; they are kept as data.`,
      ),
    );
}
