import type { Team } from '@aegis/protocol';
import * as v from 'valibot';

const optional = <T extends v.GenericSchema>(schema: T) =>
  v.fallback(v.nullish(schema, null), null);
const text = v.pipe(v.string(), v.maxLength(1_000));

/** Members that are read of one team. */
const MOST_MEMBERS = 100;

const memberSchema = v.object({
  name: text,
  agentType: optional(text),
  model: optional(text),
  tmuxPaneId: optional(text),
  isActive: optional(v.boolean()),
});

/** `teams/<name>/config.json` of Claude Code's: undocumented, so read loosely. */
const teamFileSchema = v.object({
  name: optional(text),
  leadSessionId: optional(text),
  members: v.fallback(v.array(v.unknown()), []),
});

export interface TeamConfig {
  name: string;
  /** Claude Code's own id of the session that leads it. */
  leadClaudeSessionId: string | null;
  members: Team['members'];
}

/** Null for text that is no team. @param folder its folder's name, which a team without one has */
export function parseTeamConfig(json: string, folder: string): TeamConfig | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return null;
  }
  const team = v.safeParse(teamFileSchema, parsed);
  if (!team.success || Array.isArray(parsed)) return null;
  const members = team.output.members.slice(0, MOST_MEMBERS).flatMap((member) => {
    const known = v.safeParse(memberSchema, member);
    if (!known.success) return [];
    const { name, agentType, model, tmuxPaneId, isActive } = known.output;
    return [{ name, agentType, model, paneId: paneOf(tmuxPaneId), isActive }];
  });
  return {
    name: team.output.name ?? folder,
    leadClaudeSessionId: team.output.leadSessionId,
    members,
  };
}

/** A lead has an empty one, and who runs inside the lead's process a word in its place. */
function paneOf(tmuxPaneId: string | null): string | null {
  return tmuxPaneId !== null && /^%\d+$/.test(tmuxPaneId) ? tmuxPaneId : null;
}
