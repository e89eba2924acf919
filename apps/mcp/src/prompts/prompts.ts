import type { AegisClient } from '@aegis/client';
import {
  ErrorCode,
  type GetPromptResult,
  type ListPromptsResult,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import { debugSession } from './debug-session.ts';
import type { Prompt } from './prompt.ts';
import { taskPrompts } from './task-prompts.ts';

export const PROMPTS: ReadonlyMap<string, Prompt> = new Map(
  [...taskPrompts, debugSession].map((prompt) => [prompt.name, prompt]),
);

export function listPrompts(): ListPromptsResult {
  return {
    prompts: [...PROMPTS.values()].map(({ name, title, description, arguments: list }) => ({
      ...{ name, title, description },
      arguments: list.map((each) => ({
        name: each.name,
        description: each.description,
        required: each.required,
      })),
    })),
  };
}

/** The arguments as given, less the empty ones. @throws McpError for one that is missing or unknown */
function checkArguments(
  prompt: Prompt,
  given: Readonly<Record<string, string>>,
): Map<string, string> {
  const input = new Map(Object.entries(given).filter(([, value]) => value.trim() !== ''));
  const known = new Set(prompt.arguments.map(({ name }) => name));
  const unknown = [...input.keys()].filter((name) => !known.has(name));
  const missing = prompt.arguments.filter(({ name, required }) => required && !input.has(name));
  const problems = [
    ...missing.map(({ name, description }) => `${name} is required (${description})`),
    ...unknown.map((name) => `there is no argument ${name.slice(0, 80)}`),
  ];
  if (problems.length === 0) return input;
  throw new McpError(
    ErrorCode.InvalidParams,
    `Invalid arguments of ${prompt.name}: ${problems.join('; ')}.`,
  );
}

/** @throws McpError for wrong arguments; AegisError */
export async function getPrompt(
  params: { name: string; arguments?: Record<string, string> | undefined },
  context: { client: AegisClient; signal: AbortSignal },
): Promise<GetPromptResult> {
  const prompt = PROMPTS.get(params.name);
  if (prompt === undefined) {
    const names = [...PROMPTS.keys()].join(', ');
    throw new McpError(
      ErrorCode.InvalidParams,
      `There is no prompt "${params.name.slice(0, 80)}". There are ${names}.`,
    );
  }
  const input = checkArguments(prompt, params.arguments ?? {});
  return { description: prompt.description, messages: await prompt.messages(input, context) };
}
