/** A tool that was begun and has not come back yet. */
export interface OpenTool {
  /** Claude Code's own id of the call; null where it was not told. */
  id: string | null;
  name: string;
  /** The subagent that runs it; null for the main conversation. */
  agentId: string | null;
}

/** In the order in which they began. */
export type OpenTools = readonly OpenTool[];

export function withTool(tools: OpenTools, tool: OpenTool): OpenTools {
  const isKnown = tool.id !== null && tools.some(({ id }) => id === tool.id);
  return isKnown ? tools : [...tools, tool];
}

/** Without the one that has this id; where it has none, without the oldest of that name. `name` null: not known. */
export function withoutTool(
  tools: OpenTools,
  { id, name, agentId }: Pick<OpenTool, 'id' | 'agentId'> & { name: string | null },
): OpenTools {
  const byId = id === null ? undefined : tools.find((tool) => tool.id === id);
  const closed =
    byId ??
    tools.find((tool) => tool.id === null && tool.name === name && tool.agentId === agentId);
  return closed === undefined ? tools : tools.filter((tool) => tool !== closed);
}
