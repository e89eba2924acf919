import * as v from 'valibot';
import { apiMessage, toBlocks, type Block } from '../content.ts';
import { recordOrNull, stringOrNull, trueOrFalse } from '../fields.ts';
import type { Entry } from '../types.ts';

/** What an entry of the main conversation says of Claude Code's own subagents. */
export type SubagentNews =
  /** Claude asked for one. Its id is known once it runs. */
  | {
      type: 'asked';
      toolUseId: string;
      prompt: string;
      description: string | null;
      agentType: string | null;
    }
  /** The call that asked for one was answered: `running` where it goes on in the background. */
  | { type: 'answered'; toolUseId: string; agentId: string | null; running: boolean }
  /** One in the background has ended. */
  | { type: 'ended'; agentId: string };

/** The tool's name; `Task` before 2.1.63. */
const TOOLS: ReadonlySet<string | null> = new Set(['Agent', 'Task']);

const inputSchema = v.object({
  prompt: v.string(),
  description: stringOrNull,
  subagent_type: stringOrNull,
});

const resultSchema = v.object({
  agentId: stringOrNull,
  status: stringOrNull,
  isAsync: trueOrFalse,
});

/** Claude Code writes it as a prompt when a task in the background is over; one without a status only reports. */
const NOTIFICATION = /<task-notification>\s*<task-id>([\w-]{1,100})<\/task-id>[\s\S]*?<status>/g;

export function subagentNews(entry: Entry): SubagentNews[] {
  if (entry.isSidechain) return [];
  if (entry.type === 'queue-operation') return endings(entry.raw['content']);
  const message = apiMessage(entry.raw);
  if (message === null) return [];
  const blocks = toBlocks(message.content).filter((block) => block !== null);
  if (entry.type === 'assistant') return blocks.flatMap(asked);
  if (entry.type !== 'user') return [];
  return [
    ...answered(blocks, entry.raw['toolUseResult']),
    ...blocks.flatMap(({ type, text }) => (type === 'text' ? endings(text) : [])),
  ];
}

function asked({ type, name, id, input }: Block): SubagentNews[] {
  if (type !== 'tool_use' || !TOOLS.has(name) || id === null) return [];
  const parsed = v.safeParse(inputSchema, input);
  if (!parsed.success) return [];
  const { prompt, description, subagent_type: agentType } = parsed.output;
  return [{ type: 'asked', toolUseId: id, prompt, description, agentType }];
}

function answered(blocks: readonly Block[], toolUseResult: unknown): SubagentNews[] {
  const result = v.parse(recordOrNull, toolUseResult);
  const { agentId, status, isAsync } = v.parse(resultSchema, result ?? {});
  // `async_launched`, `teammate_spawned`, …: any word but that it is over.
  const running = isAsync || (status !== null && status !== 'completed');
  return blocks.flatMap(({ type, tool_use_id: toolUseId }) =>
    type === 'tool_result' && toolUseId !== null
      ? [{ type: 'answered' as const, toolUseId, agentId, running }]
      : [],
  );
}

function endings(text: unknown): SubagentNews[] {
  if (typeof text !== 'string' || !text.includes('<task-notification>')) return [];
  return Array.from(text.matchAll(NOTIFICATION), ([, agentId = '']) => ({
    type: 'ended' as const,
    agentId,
  }));
}
