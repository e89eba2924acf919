import { TestkitError } from '../testkit-error.ts';
import type { ModelStep } from './step.ts';

export interface Pace {
  /** Milliseconds between two chunks. */
  readonly chunkDelayMs?: number;
  /** Characters in a chunk. */
  readonly chunkSize?: number;
}

export interface Question {
  readonly question: string;
  /** The chip above the question, at most 12 characters. */
  readonly header: string;
  readonly multiSelect?: boolean;
  readonly options: readonly {
    readonly label: string;
    readonly description?: string;
    /** Shown beside the rows while this one is highlighted. */
    readonly preview?: string;
  }[];
}

export interface PretendOptions {
  /** The model is told that the tool failed; false where left out. */
  readonly isError?: boolean;
}

export function say(text: string, pace: Pace = {}): ModelStep {
  return { type: 'text', text, ...pace };
}

/** Silence before whatever follows in the turn. */
export function thinkFor(delayMs: number): ModelStep {
  return { type: 'thinking', delayMs };
}

/** Nothing more happens until the turn is interrupted: for tests of stalls. */
export function hang(): ModelStep {
  return thinkFor(LONGEST_DELAY_MS);
}

/** What a timer of Node takes at most: 24 days. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

export function useTool(name: string, input: Record<string, unknown>): ModelStep {
  return { type: 'tool', name, input };
}

export function bash(command: string, description = 'Run a command'): ModelStep {
  return useTool('Bash', { command, description });
}

/** `path` must be absolute, as CC asks of its model. */
export function write(path: string, content: string): ModelStep {
  return useTool('Write', { file_path: path, content });
}

export function edit(path: string, oldText: string, newText: string): ModelStep {
  return useTool('Edit', { file_path: path, old_string: oldText, new_string: newText });
}

export function read(path: string): ModelStep {
  return useTool('Read', { file_path: path });
}

export function webFetch(url: string, prompt: string): ModelStep {
  return useTool('WebFetch', { url, prompt });
}

export function askUserQuestion(questions: readonly Question[]): ModelStep {
  return useTool('AskUserQuestion', {
    questions: questions.map(({ question, header, multiSelect, options }) => ({
      question,
      header,
      multiSelect: multiSelect ?? false,
      options: options.map(({ label, description, preview }) => ({
        label,
        description: description ?? label,
        ...(preview === undefined ? {} : { preview }),
      })),
    })),
  });
}

export function exitPlanMode(plan: string): ModelStep {
  return useTool('ExitPlanMode', { plan });
}

export function mcpTool(server: string, tool: string, input: Record<string, unknown>): ModelStep {
  return useTool(`mcp__${server}__${tool}`, input);
}

/** What the subagent itself says is scripted with `whenSubagent`. */
export function subagent(description: string, prompt: string): ModelStep {
  return useTool('Agent', { description, prompt, subagent_type: 'general-purpose' });
}

/**
 * The tool is not run, and its result is this text. For the look-alike alone.
 * @param step a {@link bash} or any other use of a tool
 */
export function pretend(
  step: ModelStep,
  content: string,
  { isError = false }: PretendOptions = {},
): ModelStep {
  if (step.type !== 'tool') {
    throw new TestkitError('step_not_playable', `A step "${step.type}" has no result to pretend.`);
  }
  return { ...step, result: { content, isError } };
}

/** The program ends in the middle of its turn with this exit code, as if it had crashed. For the look-alike alone. */
export function crash(code = 1): ModelStep {
  return { type: 'exit', code };
}

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** An HTTP error under the name that the Messages API gives it; `retryAfter` in seconds. */
export function httpError(
  status: number,
  options: { errorType?: string; message?: string; retryAfter?: number } = {},
): ModelStep {
  const errorType = options.errorType ?? ERROR_TYPES[status] ?? 'api_error';
  return {
    type: 'error',
    status,
    errorType,
    message: options.message ?? (status === 529 ? 'Overloaded' : `Scripted ${errorType}`),
    ...(options.retryAfter === undefined ? {} : { retryAfter: options.retryAfter }),
  };
}

/** Headers of the response, an error's too, such as `anthropic-ratelimit-unified-status`. */
export function responseHeaders(headers: Readonly<Record<string, string>>): ModelStep {
  return { type: 'headers', headers };
}

/** The reply says that the request took so many tokens: a full context needs no long conversation. */
export function usage(inputTokens: number): ModelStep {
  return { type: 'usage', inputTokens };
}

export function stop(reason: 'end_turn' | 'max_tokens' | 'refusal'): ModelStep {
  return { type: 'stop', reason };
}
