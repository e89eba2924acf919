import type { HookCall } from '../hooks/hook-body.ts';
import type { StallObservation } from './stall-machine.ts';

/** What a hook says of whether a session is alive. One that tells of waiting is no sign of life. */
export function signsOfHook(call: HookCall): StallObservation[] {
  const { event, agentId, toolName, toolUseId: id } = call;
  const sign: StallObservation = { type: 'sign' };
  switch (event) {
    case 'Notification':
      return [];
    case 'PreToolUse':
      return [sign, { type: 'tool-opened', tool: { id, name: toolName ?? 'unknown', agentId } }];
    case 'PostToolUse':
    case 'PostToolUseFailure':
      return [sign, { type: 'tool-closed', tool: { id, name: toolName, agentId } }];
    case 'UserPromptSubmit':
    case 'Stop':
    case 'StopFailure':
    case 'SubagentStop':
      return [sign, { type: 'turn-ended', agentId }];
    default:
      return [sign];
  }
}
