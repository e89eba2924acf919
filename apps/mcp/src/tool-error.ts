import { toErrorBody } from '@aegis/client';
import { AegisError } from '@aegis/protocol';
import { type CallToolResult, ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';

/** Whatever went wrong, as one of ours. */
export function toAegisError(error: unknown): AegisError {
  if (AegisError.is(error)) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new AegisError('internal', `The tool failed: ${text}`, { cause: error });
}

/** An error that the model can act on: its code and sentence, then the whole body as JSON. */
export function toErrorResult(error: unknown): CallToolResult {
  const known = toAegisError(error);
  return {
    isError: true,
    content: [
      { type: 'text', text: `${known.code}: ${known.message}` },
      { type: 'text', text: JSON.stringify(toErrorBody(known)) },
    ],
  };
}

/** The same where MCP has no result for it: resources, prompts, completions. Its data is the error body. */
export function throwAsRpc(error: unknown): never {
  if (error instanceof McpError) throw error;
  const known = toAegisError(error);
  const code = known.status === 400 ? ErrorCode.InvalidParams : ErrorCode.InternalError;
  throw new McpError(code, `${known.code}: ${known.message}`, toErrorBody(known));
}
