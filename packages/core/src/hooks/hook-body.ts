import { isValueTooDeep } from '@aegis/protocol';
import type { HookObservation } from '@aegis/status';
import * as v from 'valibot';
import { questionsOf } from './question-input.ts';

const optionalText = v.fallback(v.nullish(v.string(), null), null);
// It is stored, told and handed back: what is nested too deep for that is not known.
const optionalRecord = v.fallback(
  v.nullish(
    v.pipe(
      v.record(v.string(), v.unknown()),
      v.check((value) => !isValueTooDeep(value)),
    ),
    null,
  ),
  null,
);

/** What Claude Code posts to a hook: loose, since every release adds fields. */
const hookBodySchema = v.looseObject({
  session_id: optionalText,
  transcript_path: optionalText,
  cwd: optionalText,
  permission_mode: optionalText,
  agent_id: optionalText,
  agent_type: optionalText,
  prompt: optionalText,
  tool_name: optionalText,
  tool_use_id: optionalText,
  tool_input: optionalRecord,
  permission_suggestions: v.fallback(
    v.nullish(
      v.pipe(
        v.array(v.unknown()),
        v.check((value) => !isValueTooDeep(value)),
      ),
      null,
    ),
    null,
  ),
  notification_type: optionalText,
  message: optionalText,
  error: optionalText,
  error_details: optionalText,
  reason: optionalText,
  last_assistant_message: optionalText,
});

/** A hook call in our words. Fields that the event does not have are null. */
export interface HookCall {
  event: string;
  claudeSessionId: string | null;
  transcriptPath: string | null;
  /** Where its shell stands, which may be elsewhere than where it began. */
  cwd: string | null;
  permissionMode: string | null;
  agentId: string | null;
  agentType: string | null;
  prompt: string | null;
  toolName: string | null;
  /** Claude Code's own id of the call. */
  toolUseId: string | null;
  toolInput: Readonly<Record<string, unknown>> | null;
  permissionSuggestions: readonly unknown[];
  word: string | null;
  message: string | null;
}

/** Never throws: a body of an unknown shape is a call with nothing known but its event. */
export function toHookCall(event: string, body: unknown): HookCall {
  const parsed = v.safeParse(hookBodySchema, body);
  const fields = parsed.success ? parsed.output : v.parse(hookBodySchema, {});
  return {
    event,
    claudeSessionId: fields.session_id,
    transcriptPath: fields.transcript_path,
    cwd: fields.cwd,
    permissionMode: fields.permission_mode,
    agentId: fields.agent_id,
    agentType: fields.agent_type,
    prompt: fields.prompt,
    toolName: fields.tool_name,
    toolUseId: fields.tool_use_id,
    toolInput: fields.tool_input,
    permissionSuggestions: fields.permission_suggestions ?? [],
    word: fields.notification_type ?? fields.error ?? fields.reason,
    message: fields.last_assistant_message ?? fields.error_details ?? fields.message,
  };
}

/** The part of a call that status is made from. */
export function toHookObservation(call: HookCall, requestId: string | null): HookObservation {
  return {
    name: call.event,
    agentId: call.agentId,
    toolName: call.toolName,
    subject: subjectOf(call.toolInput),
    requestId,
    word: call.word,
    message: call.message,
  };
}

/** What a tool call is about, whole: its command, file, address or first question. */
function subjectOf(toolInput: HookCall['toolInput']): string | null {
  for (const field of ['command', 'file_path', 'notebook_path', 'url']) {
    const value = toolInput?.[field];
    if (typeof value === 'string') return value;
  }
  return questionsOf(toolInput)[0]?.question ?? null;
}
