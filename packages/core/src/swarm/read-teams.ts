import { open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Team } from '@aegis/protocol';
import { listSockets } from '../adopt/tmux-sockets.ts';
import { stillRuns } from '../process/process-stat.ts';
import { parseRegistryFile } from '../registry/registry-entry.ts';
import type { SessionRecord } from '../session/session-record.ts';
import { parseTeamConfig, type TeamConfig } from './team-config.ts';

/** Teams that are read of one configuration folder. */
const MOST_TEAMS = 100;
const MOST_BYTES = 256 * 1024;
/** The tmux server that Claude Code makes for its teammates, by the pid of the lead. */
const SWARM_SOCKET = /^claude-swarm-(\d{1,10})$/;

type Lead = Pick<SessionRecord, 'id' | 'configDir' | 'transcripts' | 'claudeSessionId'>;

/** Claude Code's own agent teams, out of the configuration folders of these sessions. What cannot be read is left out. */
export async function readTeams(
  sessions: readonly Lead[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Team[]> {
  const folders = new Set(sessions.flatMap(({ configDir }) => configDir ?? []));
  const sockets = await swarmSockets(env);
  const teams: Team[] = [];
  for (const folder of folders) {
    for (const config of await teamConfigs(folder)) {
      teams.push({
        name: config.name,
        leadSessionId: leadOf(config, sessions)?.id ?? null,
        members: config.members,
        sockets: await socketsOf(config, { folder, sockets }),
      });
    }
  }
  return teams;
}

/** A session leads under each id that its conversations have had; the one that has it now goes first. */
function leadOf({ leadClaudeSessionId }: TeamConfig, sessions: readonly Lead[]): Lead | undefined {
  if (leadClaudeSessionId === null) return undefined;
  return (
    sessions.find(({ claudeSessionId }) => claudeSessionId === leadClaudeSessionId) ??
    sessions.find(({ transcripts }) =>
      transcripts.some(({ claudeSessionId }) => claudeSessionId === leadClaudeSessionId),
    )
  );
}

async function teamConfigs(configDir: string): Promise<TeamConfig[]> {
  const folder = join(configDir, 'teams');
  const names = await readdir(folder).catch((): string[] => []);
  const configs: TeamConfig[] = [];
  for (const name of names.sort().slice(0, MOST_TEAMS)) {
    const text = await readBounded(join(folder, name, 'config.json'));
    const config = text === null ? null : parseTeamConfig(text, name);
    if (config !== null) configs.push(config);
  }
  return configs;
}

interface SwarmSocket {
  path: string;
  leadPid: number;
}

async function swarmSockets(
  env: Readonly<Record<string, string | undefined>>,
): Promise<SwarmSocket[]> {
  const paths = await listSockets(env);
  return paths.flatMap((path) => {
    const pid = SWARM_SOCKET.exec(basename(path))?.[1];
    return pid !== undefined && stillRuns(Number(pid), null)
      ? [{ path, leadPid: Number(pid) }]
      : [];
  });
}

/** Those of the process that leads the team, as the team or else Claude Code's own registry names it. */
async function socketsOf(
  { leadClaudeSessionId, leadPid: pid }: TeamConfig,
  { folder, sockets }: { folder: string; sockets: readonly SwarmSocket[] },
): Promise<string[]> {
  const own: string[] = [];
  for (const { path, leadPid } of sockets) {
    if (pid !== null) {
      if (pid === leadPid) own.push(path);
      continue;
    }
    const text = await readBounded(join(folder, 'sessions', `${leadPid}.json`));
    const entry = text === null ? null : parseRegistryFile(text);
    if (entry?.claudeSessionId != null && entry.claudeSessionId === leadClaudeSessionId) {
      own.push(path);
    }
  }
  return own;
}

async function readBounded(path: string): Promise<string | null> {
  try {
    const file = await open(path, 'r');
    try {
      const stat = await file.stat();
      return stat.isFile() && stat.size <= MOST_BYTES ? await file.readFile('utf8') : null;
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}
