import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { chooseTurn, type Scripts } from './choose-turn.ts';
import { readConversation, sessionIdOf, type Conversation } from './conversation.ts';
import { stringOf, type JsonRecord } from './json.ts';
import type { MessageHead } from './message-events.ts';
import { MAX_RECORDED_REQUESTS, type RecordedRequest } from './recorded-request.ts';
import { planReply, type Reply } from './reply.ts';
import { ScriptBook } from './script-book.ts';
import { httpErrorOf, rest, sendError, sendStream, sendWhole } from './send-reply.ts';
import { estimateTokens, inputUsage } from './usage.ts';

/** `POST /v1/messages`: picks the turn, records the request, sends the reply. */
export class MessagesEndpoint {
  readonly scripts: Scripts = {
    main: new ScriptBook(),
    subagent: new ScriptBook(),
    compaction: new ScriptBook(),
  };
  readonly requests: RecordedRequest[] = [];
  /** HTTP errors answered so far, by conversation turn: the repeated request looks like the first. */
  readonly #errors = new Map<string, number>();
  readonly #cachedTokens = new Map<string, number>();
  readonly #waiting = new Set<AbortController>();
  #count = 0;

  async answer(
    request: IncomingMessage,
    body: JsonRecord,
    response: ServerResponse,
  ): Promise<void> {
    this.#count += 1;
    const sessionId = headerOf(request, 'x-claude-code-session-id') ?? sessionIdOf(body);
    const agentId = headerOf(request, AGENT_HEADER);
    const conversation = readConversation(body, agentId !== null);
    const thread = `${sessionId ?? ''}/${agentId ?? conversation.kind}`;
    const id = createHash('sha256').update(`${thread}/${this.#count}`).digest('hex').slice(0, 24);

    const reply = this.#replyTo(conversation, thread, id);
    const error = httpErrorOf(reply);
    this.#record(request, body, { sessionId, conversation, status: error?.status ?? 200 });
    const head: MessageHead = {
      id: `msg_${id}`,
      model: stringOf(body['model']) ?? 'unknown',
      inputUsage: this.#usageOf(thread, body, reply.inputTokens),
    };
    const requestId = `req_${id}`;
    response.setHeader('request-id', requestId);
    for (const [name, value] of Object.entries(reply.headers)) response.setHeader(name, value);
    const gone = abortedWhenGone(response);
    const hurry = new AbortController();
    this.#waiting.add(hurry);
    const waits = { gone, hurry: hurry.signal };
    try {
      if (error !== null) {
        await rest(silenceOf(reply), waits);
        sendError(response, error, requestId);
      } else if (body['stream'] === true) {
        await sendStream(response, head, reply, waits);
      } else {
        await sendWhole(response, head, reply, waits);
      }
    } catch (failure) {
      // CC ends the request when the user interrupts the turn.
      if (!gone.aborted) throw failure;
    } finally {
      this.#waiting.delete(hurry);
    }
  }

  /** Replies that are on their way are sent to their end without another wait. */
  hurry(): void {
    for (const waiting of this.#waiting) waiting.abort();
  }

  #replyTo(conversation: Conversation, thread: string, id: string): Reply {
    const occasion = `${thread}/${conversation.promptKey}`;
    const errorKey = `${occasion}/${conversation.turn}`;
    const errors = this.#errors.get(errorKey) ?? 0;
    const before = this.#errorsBefore(conversation, thread);
    const turnNumber = conversation.turn + before + errors;
    const turn = chooseTurn(conversation, this.scripts, turnNumber, occasion);
    const reply = planReply(turn, (index) => `toolu_${id}${index}`);
    if (reply.end.type === 'error') this.#errors.set(errorKey, errors + 1);
    return reply;
  }

  #errorsBefore(conversation: Conversation, thread: string): number {
    let sum = 0;
    for (let turn = 0; turn < conversation.turn; turn += 1) {
      sum += this.#errors.get(`${thread}/${conversation.promptKey}/${turn}`) ?? 0;
    }
    return sum;
  }

  #usageOf(thread: string, body: JsonRecord, said: number | null): MessageHead['inputUsage'] {
    const tokens = said ?? estimateTokens(JSON.stringify(body).length);
    const usage = inputUsage(tokens, this.#cachedTokens.get(thread) ?? 0);
    this.#cachedTokens.set(thread, tokens);
    return usage;
  }

  #record(
    request: IncomingMessage,
    body: JsonRecord,
    rest: { sessionId: string | null; conversation: Conversation; status: number },
  ): void {
    const { kind, prompt, turn } = rest.conversation;
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const { sessionId, status } = rest;
    this.requests.push({ kind, sessionId, prompt, turn, headers, body, status });
    if (this.requests.length > MAX_RECORDED_REQUESTS) this.requests.shift();
  }
}

/** Set by CC on the requests of a subagent. */
const AGENT_HEADER = 'x-claude-code-agent-id';

function headerOf(request: IncomingMessage, name: string): string | null {
  return stringOf(request.headers[name]);
}

function silenceOf(reply: Reply): number {
  return reply.parts.reduce((sum, part) => sum + (part.type === 'silence' ? part.delayMs : 0), 0);
}

function abortedWhenGone(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  return controller.signal;
}
