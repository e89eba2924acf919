import { isRecord, recordsOf, stringOf, textsOf, type JsonRecord } from './json.ts';
import { ownWords } from './own-words.ts';

/**
 * Whose request it is. `main` is the conversation on the screen; `subagent` one that the Agent tool started;
 * `compaction` asks for the summary of /compact; `side` is all else that CC asks for itself, such as titles,
 * topics, the reading of a fetched page and the quota check.
 */
export type RequestKind = 'main' | 'subagent' | 'compaction' | 'side';

/** What a request says about the conversation that it belongs to. */
export interface Conversation {
  readonly kind: RequestKind;
  /** The prompt that this request goes on answering, without CC's additions; null where there is none. */
  readonly prompt: string | null;
  /** The replies of the model since that prompt, and so the number of the turn that is asked for. */
  readonly turn: number;
  /** Tells this occurrence of the prompt from the same text at another place of the conversation. */
  readonly promptKey: string;
}

export function readConversation(body: JsonRecord, isSubagent: boolean): Conversation {
  const messages = recordsOf(body['messages']);
  const found = findPrompt(messages);
  const position = found ?? { prompt: null, messageIndex: -1, blockIndex: 0 };
  const turn = countReplies(messages, position.messageIndex);
  return {
    kind: kindOf(body, position.prompt, isSubagent),
    prompt: position.prompt,
    turn,
    promptKey: `${position.messageIndex}.${position.blockIndex}`,
  };
}

interface PromptPosition {
  readonly prompt: string;
  readonly messageIndex: number;
  readonly blockIndex: number;
}

function findPrompt(messages: readonly JsonRecord[]): PromptPosition | null {
  for (let messageIndex = messages.length - 1; messageIndex >= 0; messageIndex -= 1) {
    const message = messages[messageIndex];
    if (message?.['role'] !== 'user') continue;
    const texts = textsOf(message['content']);
    for (let blockIndex = texts.length - 1; blockIndex >= 0; blockIndex -= 1) {
      const prompt = ownWords(texts[blockIndex] ?? '');
      if (prompt !== null) return { prompt, messageIndex, blockIndex };
    }
  }
  return null;
}

function countReplies(messages: readonly JsonRecord[], after: number): number {
  return messages.slice(after + 1).filter((message) => message['role'] === 'assistant').length;
}

const COMPACTION = 'Your task is to create a detailed summary of';
const SUBAGENT_SYSTEM_PROMPT = 'You are an agent for Claude Code';

function kindOf(body: JsonRecord, prompt: string | null, isSubagent: boolean): RequestKind {
  if (prompt?.includes(COMPACTION)) return 'compaction';
  if (
    isSubagent ||
    textsOf(body['system']).some((text) => text.startsWith(SUBAGENT_SYSTEM_PROMPT))
  ) {
    return 'subagent';
  }
  return recordsOf(body['tools']).some(isClientTool) ? 'main' : 'side';
}

/** The side requests that do have a tool, have one that the API's own servers run. */
function isClientTool(tool: JsonRecord): boolean {
  return tool['input_schema'] !== undefined;
}

/** The session that CC names in the request's metadata. */
export function sessionIdOf(body: JsonRecord): string | null {
  const metadata = body['metadata'];
  const userId = isRecord(metadata) ? stringOf(metadata['user_id']) : null;
  if (userId === null) return null;
  try {
    const parsed: unknown = JSON.parse(userId);
    return isRecord(parsed) ? stringOf(parsed['session_id']) : null;
  } catch {
    return null;
  }
}
