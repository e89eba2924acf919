import type { AegisClient } from '@aegis/client';
import type { Session } from '@aegis/protocol';
import type { CompleteRequest, CompleteResult } from '@modelcontextprotocol/sdk/types.js';
import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import { PROMPTS } from './prompts/prompts.ts';
import { SESSION_TEMPLATES } from './resources/uris.ts';

/** What MCP allows in one answer. */
const MOST_VALUES = 100;
const SESSIONS_LOOKED_AT = 500;

function answer(values: readonly string[]): CompleteResult {
  return {
    completion: {
      values: values.slice(0, MOST_VALUES),
      total: values.length,
      hasMore: values.length > MOST_VALUES,
    },
  };
}

/** Ids of sessions that begin so, then those of sessions whose name or directory has it in it. */
function sessionIds(sessions: readonly Session[], typed: string): string[] {
  const word = typed.toLowerCase();
  const byId = sessions.filter(({ id }) => id.startsWith(word));
  const byName = sessions.filter(
    ({ id, name, workDir }) =>
      !id.startsWith(word) &&
      (name.toLowerCase().includes(word) || workDir.toLowerCase().includes(word)),
  );
  return [...byId, ...byName].map(({ id }) => id);
}

function directories(sessions: readonly Session[], typed: string): string[] {
  const all = [...new Set(sessions.map(({ workDir }) => workDir))];
  return all.filter((each) => each.startsWith(typed)).sort();
}

/** What an argument may be: which kind of value it takes. @throws McpError for what has no such argument */
function kindOf({ ref, argument }: CompleteRequest['params']): 'session' | 'directory' | 'text' {
  if (ref.type === 'ref/resource') {
    const isTemplate = Object.values(SESSION_TEMPLATES).includes(ref.uri);
    if (isTemplate) return argument.name === 'id' ? 'session' : 'text';
    throw new McpError(
      ErrorCode.InvalidParams,
      `There is no resource template ${ref.uri.slice(0, 200)}.`,
    );
  }
  const prompt = PROMPTS.get(ref.name);
  const known = prompt?.arguments.find(({ name }) => name === argument.name);
  if (known !== undefined) return known.takes;
  throw new McpError(
    ErrorCode.InvalidParams,
    `There is no prompt "${ref.name.slice(0, 80)}" with an argument "${argument.name.slice(0, 80)}".`,
  );
}

/** @throws McpError for what has no such argument; AegisError */
export async function complete(
  params: CompleteRequest['params'],
  client: AegisClient,
  signal: AbortSignal,
): Promise<CompleteResult> {
  const kind = kindOf(params);
  if (kind === 'text') return answer([]);
  const { sessions } = await client.listSessions({ limit: SESSIONS_LOOKED_AT }, { signal });
  const { value } = params.argument;
  return answer(kind === 'session' ? sessionIds(sessions, value) : directories(sessions, value));
}
