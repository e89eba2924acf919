import type { AegisClient } from '@aegis/client';
import { AegisError, type Session } from '@aegis/protocol';
import { McpError, type ReadResourceResult } from '@modelcontextprotocol/sdk/types.js';
import { renderTranscript } from './render-transcript.ts';
import { parseUri, uriOf, type ResourceName } from './uris.ts';

/** What MCP answers for an address behind which nothing is; the SDK has no name for it. */
export const RESOURCE_NOT_FOUND = -32002;

const SESSIONS_PER_PAGE = 100;

interface Content {
  mimeType: string;
  text: string;
}

function json(value: unknown): Content {
  return { mimeType: 'application/json', text: JSON.stringify(value, null, 2) };
}

/** A session in a line of the list; all of it is behind its own address. */
function row({
  id,
  name,
  workDir,
  status,
  statusText,
  pending,
  stall,
  tags,
  lastActivityAt,
}: Session) {
  return {
    ...{ id, name, workDir, status, statusText, tags, lastActivityAt },
    pending: pending === null ? null : { id: pending.id, kind: pending.kind, title: pending.title },
    stalledSince: stall?.since ?? null,
    uri: uriOf('session', id),
  };
}

async function allSessions(client: AegisClient, signal: AbortSignal): Promise<Session[]> {
  const sessions: Session[] = [];
  let cursor: string | null = null;
  do {
    const query = cursor === null ? {} : { cursor };
    const page = await client.listSessions({ limit: SESSIONS_PER_PAGE, ...query }, { signal });
    sessions.push(...page.sessions);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return sessions;
}

async function contentOf(
  name: ResourceName,
  client: AegisClient,
  signal: AbortSignal,
): Promise<Content> {
  switch (name.kind) {
    case 'sessions':
      return json({ sessions: (await allSessions(client, signal)).map(row) });
    case 'health':
      return json(await client.health({ signal }));
    case 'session':
      return json(await client.getSession(name.sessionId, {}, { signal }));
    case 'transcript': {
      const { messages } = await client.readSession(name.sessionId, {}, { signal });
      return { mimeType: 'text/markdown', text: renderTranscript(messages) };
    }
    case 'pane': {
      const { pane } = await client.capturePane(name.sessionId, {}, { signal });
      return { mimeType: 'text/plain', text: pane };
    }
  }
}

export function resourceNotFound(uri: string, why: string): McpError {
  return new McpError(RESOURCE_NOT_FOUND, why, { uri });
}

/** @throws McpError where there is no such resource; AegisError */
export async function readResource(
  uri: string,
  client: AegisClient,
  signal: AbortSignal,
): Promise<ReadResourceResult> {
  const name = parseUri(uri);
  if (name === null) {
    throw resourceNotFound(
      uri,
      `There is no resource ${uri.slice(0, 200)}; list them to see which there are.`,
    );
  }
  try {
    return { contents: [{ uri, ...(await contentOf(name, client, signal)) }] };
  } catch (error) {
    if (AegisError.is(error) && error.code === 'session_not_found') {
      throw resourceNotFound(uri, error.message);
    }
    throw error;
  }
}
