import { randomBytes } from 'node:crypto';
import { textOf } from '../tools/permissions.ts';
import type { Performed } from '../tools/perform.ts';
import type { ToolStep } from './play-turn.ts';
import type { TurnWorld } from './turn-world.ts';
import { waitUnless } from './wait.ts';

/** What it says: it has no tools, and its turn waits for it, where Claude Code would let it work in the background. */
export async function runSubagent(
  { hooks, player }: TurnWorld,
  { id, input }: ToolStep,
  signal: AbortSignal,
): Promise<Performed> {
  const prompt = textOf(input, 'prompt');
  const agent = { agent_id: `a${randomBytes(8).toString('hex')}`, agent_type: 'general-purpose' };
  await hooks.call('SubagentStart', agent);
  let text = '';
  for (const step of player.subagentTurn(prompt, 0, id)) {
    if (step.type === 'text') text += step.text;
    if (step.type === 'thinking') await waitUnless(signal, step.delayMs ?? 0);
  }
  const last = { stop_hook_active: false, last_assistant_message: text };
  await hooks.call('SubagentStop', { ...agent, ...last });
  const details = {
    status: 'completed',
    agentId: agent.agent_id,
    agentType: agent.agent_type,
    prompt,
    content: [{ type: 'text', text }],
  };
  return { content: text, isError: false, details, shown: 'Done' };
}
