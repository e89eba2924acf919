import type { AegisClient } from '@aegis/client';
import type { Session } from '@aegis/protocol';
import type {
  ListResourcesResult,
  ListResourceTemplatesResult,
} from '@modelcontextprotocol/sdk/types.js';
import {
  HEALTH_URI,
  SESSIONS_URI,
  SESSION_PARTS,
  SESSION_TEMPLATES,
  uriOf,
  type SessionPart,
} from './uris.ts';

const SESSIONS_PER_PAGE = 50;

const PARTS: Readonly<
  Record<SessionPart, { title: string; description: string; mimeType: string }>
> = {
  session: {
    title: 'Session',
    description: 'A session as get_status has it: status, what it waits on, last turn, usage.',
    mimeType: 'application/json',
  },
  transcript: {
    title: 'Transcript',
    description: 'The conversation of a session, for reading.',
    mimeType: 'text/markdown',
  },
  pane: {
    title: 'Terminal',
    description: 'What the terminal of a session shows.',
    mimeType: 'text/plain',
  },
};

const FIXED = [
  {
    uri: SESSIONS_URI,
    name: 'sessions',
    title: 'Sessions',
    description: 'Every session in a line: status, what it waits on, directory.',
    mimeType: 'application/json',
  },
  {
    uri: HEALTH_URI,
    name: 'health',
    title: 'Server health',
    description: 'Whether the Aegis server, tmux and Claude Code are well.',
    mimeType: 'application/json',
  },
];

export const RESOURCE_TEMPLATES: ListResourceTemplatesResult = {
  resourceTemplates: SESSION_PARTS.map((part) => ({
    uriTemplate: SESSION_TEMPLATES[part],
    name: part,
    ...PARTS[part],
  })),
};

function resourcesOf({ id, name, status, lastActivityAt }: Session) {
  // Once it has ended there is no terminal.
  const parts = SESSION_PARTS.filter((part) => part !== 'pane' || status !== 'exited');
  return parts.map((part) => ({
    uri: uriOf(part, id),
    name: `${name}/${part}`,
    title: `${name}: ${PARTS[part].title.toLowerCase()}`,
    description: PARTS[part].description,
    mimeType: PARTS[part].mimeType,
    annotations: { lastModified: lastActivityAt },
  }));
}

/** The fixed resources, then those of each session, newest first. @throws AegisError */
export async function listResources(
  cursor: string | undefined,
  client: AegisClient,
  signal: AbortSignal,
): Promise<ListResourcesResult> {
  const query = { limit: SESSIONS_PER_PAGE, ...(cursor === undefined ? {} : { cursor }) };
  const { sessions, nextCursor } = await client.listSessions(query, { signal });
  const resources = [...(cursor === undefined ? FIXED : []), ...sessions.flatMap(resourcesOf)];
  return { resources, ...(nextCursor === null ? {} : { nextCursor }) };
}
