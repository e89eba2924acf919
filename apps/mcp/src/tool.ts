import type { AegisClient } from '@aegis/client';
import { parseRequest } from '@aegis/protocol';
import { toJsonSchema } from '@aegis/protocol/json-schema';
import type { CallToolResult, Tool as ToolDescription } from '@modelcontextprotocol/sdk/types.js';
import type { GenericSchema, InferOutput } from 'valibot';
import type { AskUser } from './asking/ask-user.ts';
import { briefly, brieflyOfAnswer } from './briefly.ts';
import type { EventFeed } from './events/event-feed.ts';
import type { OwnSessions } from './events/own-sessions.ts';
import type { Progress } from './events/progress.ts';
import type { ShownPendings } from './shown-pendings.ts';

/** What a connection keeps from call to call. */
export interface Connection {
  client: AegisClient;
  shown: ShownPendings;
  events: EventFeed;
  own: OwnSessions;
}

export interface ToolContext extends Connection {
  /** Aborted when the MCP client cancels the call. */
  signal: AbortSignal;
  /** Null where the caller did not ask to be told. */
  progress: Progress | null;
  /** Null where the MCP client cannot put a question to its user. */
  askUser: AskUser | null;
}

export interface Tool {
  description: ToolDescription;
  /** What the MCP client must be able to do for the tool to be of use; it is not listed to others. */
  needs: 'elicitation' | null;
  /** @throws AegisError */
  call(input: unknown, context: ToolContext): Promise<CallToolResult>;
}

/** What a tool may do, in MCP's terms. */
export type ToolEffect = 'reads' | 'acts' | 'destroys';

interface ToolDefinition<Input extends GenericSchema, Output extends GenericSchema> {
  name: string;
  title: string;
  description: string;
  effect: ToolEffect;
  /** Again with the same input changes nothing more. */
  idempotent: boolean;
  /** Claude Code acts on it, with whatever tools it has. */
  reachesClaude: boolean;
  needs?: 'elicitation';
  input: Input;
  /** What each parameter means. */
  parameters: Readonly<Record<keyof InferOutput<Input> & string, string>>;
  /** Properties, at any depth, whose own schema another tool's description spells out: listed as objects alone. */
  spelledElsewhere?: readonly string[];
  output: Output;
  run: (input: InferOutput<Input>, context: ToolContext) => Promise<InferOutput<Output>>;
  /** The answer as text; default: JSON. */
  asText?: (answer: InferOutput<Output>) => string;
  /** What to do next, where the answer calls for something. */
  advice?: (answer: InferOutput<Output>) => string | null;
}

type ObjectSchema = ToolDescription['inputSchema'];

/** A schema of an object as JSON Schema, each property with its description. */
function objectSchema(
  schema: GenericSchema,
  side: 'input' | 'output',
  descriptions: Readonly<Record<string, string>>,
): ObjectSchema {
  const { properties = {}, required = [], ...rest } = toJsonSchema(schema, side);
  const described: Record<string, object> = {};
  for (const [name, property] of Object.entries(properties)) {
    const description = descriptions[name];
    const plain = typeof property === 'object' ? property : {};
    described[name] = description === undefined ? plain : { ...plain, description };
  }
  return { ...rest, type: 'object', properties: described, required };
}

export function defineTool<const Input extends GenericSchema, const Output extends GenericSchema>(
  definition: ToolDefinition<Input, Output>,
): Tool {
  const { name, title, description, effect, input, output } = definition;
  const inputSchema = objectSchema(input, 'input', definition.parameters);
  return {
    needs: definition.needs ?? null,
    description: {
      name,
      title,
      description,
      inputSchema: briefly(inputSchema, definition.spelledElsewhere ?? []),
      outputSchema: brieflyOfAnswer(objectSchema(output, 'output', {})),
      annotations: {
        title,
        readOnlyHint: effect === 'reads',
        destructiveHint: effect === 'destroys',
        idempotentHint: definition.idempotent,
        openWorldHint: definition.reachesClaude,
      },
    },
    async call(raw, context) {
      const parsed = parseRequest(input, raw, `arguments of ${name}`);
      const answer = await definition.run(parsed, context);
      const asText = definition.asText ?? ((value) => JSON.stringify(value));
      const texts = [asText(answer), definition.advice?.(answer) ?? null];
      return {
        content: texts.filter((text) => text !== null).map((text) => ({ type: 'text', text })),
        structuredContent: { ...(answer as Record<string, unknown>) },
      };
    },
  };
}
