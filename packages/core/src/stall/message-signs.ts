import type { Message } from '@aegis/protocol';
import type { StallObservation } from './stall-machine.ts';

/** What lines of the transcript say: that there is life, and which tools run. What waits in its queue is no message. */
export function signsOfMessages(messages: readonly Message[]): StallObservation[] {
  const tools = messages.flatMap(
    ({ contentType, toolUseId: id, toolName: name }): StallObservation[] => {
      if (id === null) return [];
      if (contentType === 'tool_result') {
        return [{ type: 'tool-closed', tool: { id, name: null, agentId: null } }];
      }
      if (contentType !== 'tool_use') return [];
      return [{ type: 'tool-opened', tool: { id, name: name ?? 'unknown', agentId: null } }];
    },
  );
  return messages.length === 0 ? [] : [{ type: 'sign' }, ...tools];
}
