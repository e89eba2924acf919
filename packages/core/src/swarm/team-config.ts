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
  leadProcess: optional(v.object({ pid: v.pipe(v.number(), v.safeInteger()) })),
  members: v.fallback(v.array(v.unknown()), []),
});

export interface TeamConfig {
  name: string;
  /** Claude Code's own id of the session that leads it. */
  leadClaudeSessionId: string | null;
  /** The process of that session; versions that do not write it down leave it to their registry. */
  leadPid: number | null;
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
  const { name, leadSessionId, leadProcess } = team.output;
  return {
    name: name ?? folder,
    leadClaudeSessionId: leadSessionId,
    leadPid: leadProcess?.pid ?? null,
    members,
  };
}

/** A lead, and who runs inside the lead's process, have a word in its place or nothing. */
function paneOf(tmuxPaneId: string | null): string | null {
  return tmuxPaneId !== null && /^%\d+$/.test(tmuxPaneId) ? tmuxPaneId : null;
}
