import type { AegisClient } from '@aegis/client';
import { parseRequest } from '@aegis/protocol';
import { toJsonSchema } from '@aegis/protocol/json-schema';
import type { CallToolResult, Tool as ToolDescription } from '@modelcontextprotocol/sdk/types.js';
import type { GenericSchema, InferOutput } from 'valibot';
import type { ShownPendings } from './shown-pendings.ts';

export interface ToolContext {
  client: AegisClient;
  /** Aborted when the MCP client cancels the call. */
  signal: AbortSignal;
  shown: ShownPendings;
}

export interface Tool {
  description: ToolDescription;
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
  input: Input;
  /** What each parameter means. */
  parameters: Readonly<Record<keyof InferOutput<Input> & string, string>>;
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
  return {
    description: {
      name,
      title,
      description,
      inputSchema: objectSchema(input, 'input', definition.parameters),
      outputSchema: objectSchema(output, 'output', {}),
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
