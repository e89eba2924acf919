import { drift, type Finding } from '../finding.ts';
import type { SeenChapter } from '../seen.ts';
import type { Chapter } from '../tour/step.ts';

/** Fields that Aegis reads of each event. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  UserPromptSubmit: ['session_id', 'prompt'],
  PreToolUse: ['session_id', 'tool_name', 'tool_input'],
  PermissionRequest: ['session_id', 'tool_name', 'tool_input'],
  PostToolUse: ['session_id', 'tool_name', 'tool_input'],
  Stop: ['session_id'],
  SessionEnd: ['session_id'],
};

/** @param known the events that the version has */
export function compareHooks(
  chapter: Chapter,
  { steps, hooks }: SeenChapter,
  known: readonly string[],
): Finding[] {
  const wanted = chapter.hooks.filter((event) => known.includes(event));
  const isWhole = steps.every(({ outcome }) => outcome === 'reached');
  return wanted.flatMap((event) => {
    const hook = hooks.find((one) => one.event === event);
    if (hook === undefined) {
      if (!isWhole) return [];
      const what = `Hook ${event} did not fire in the chapter "${chapter.name}".`;
      return [drift('hook', null, what)];
    }
    const missing = (FIELDS[event] ?? []).filter((field) => !hook.fields.includes(field));
    if (missing.length === 0) return [];
    const what = `Hook ${event} has no ${missing.join(', ')}; its fields are ${hook.fields.join(', ')}.`;
    return [drift('hook', null, what)];
  });
}
