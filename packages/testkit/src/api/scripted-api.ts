import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Scenario } from '../model/scenario.ts';
import type { ModelScript } from '../model/step.ts';
import { closeServer, listenOnLoopback, readJsonBody } from './loopback-server.ts';
import { MessagesEndpoint } from './messages-endpoint.ts';
import { playableByApi } from './playable.ts';
import type { RecordedRequest } from './recorded-request.ts';
import { sendError, sendJson } from './send-reply.ts';
import { estimateTokens } from './usage.ts';

/** A Messages API on loopback, where the test says what the model does. */
export interface ScriptedApi {
  /** `http://127.0.0.1:<port>`, for `ANTHROPIC_BASE_URL`. */
  readonly baseUrl: string;
  /**
   * Scripts the main conversation: what to do when its last prompt contains (or matches) `prompt`. The first turn
   * answers the prompt, the next one each tool result, and an HTTP error counts as a turn. After the last one the
   * model says "Done.", but a script that ends in an error goes on with that error. A prompt without a script is
   * answered with a short text. The latest registration wins.
   */
  when(prompt: string | RegExp, turns: ModelScript): void;
  /** The same for the conversations of subagents, whose prompt is the Agent tool's. */
  whenSubagent(prompt: string | RegExp, turns: ModelScript): void;
  /** What answers a request for the summary of /compact: each of them gets the first turn. By default a short summary. */
  whenCompacting(turns: ModelScript): void;
  /** All scripts of a scenario: the one that the look-alike plays. */
  play(scenario: Scenario): void;
  /** The latest requests to `POST /v1/messages`, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** Ends the silences and the slow streams of the replies that are on their way: their rest is sent at once. */
  hurry(): void;
  close(): Promise<void>;
}

export async function startScriptedApi(): Promise<ScriptedApi> {
  const endpoint = new MessagesEndpoint();
  const server = createServer((request, response) => {
    route(endpoint, request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else sendError(response, { status: 500, errorType: 'api_error', message: String(error) }, '');
    });
  });
  const port = await listenOnLoopback(server);
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    when: (prompt, turns) => endpoint.scripts.main.add(prompt, playableByApi(turns)),
    whenSubagent: (prompt, turns) => endpoint.scripts.subagent.add(prompt, playableByApi(turns)),
    whenCompacting: (turns) => endpoint.scripts.compaction.add(/^/, playableByApi(turns)),
    play: ({ scripts, subagents = [] }) => {
      for (const { turns } of [...scripts, ...subagents]) playableByApi(turns);
      endpoint.scripts.main.addAll(scripts);
      endpoint.scripts.subagent.addAll(subagents);
    },
    get requests() {
      return endpoint.requests;
    },
    hurry: () => endpoint.hurry(),
    close: () => closeServer(server),
  };
}

async function route(
  endpoint: MessagesEndpoint,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0];
  if (request.method !== 'POST' || !path?.startsWith('/v1/messages')) {
    answerOther(request, response);
    return;
  }
  const body = await readJsonBody(request);
  if (body === null) {
    sendError(
      response,
      {
        status: 400,
        errorType: 'invalid_request_error',
        message: 'Expected a JSON object of at most 32 MiB as the body',
      },
      '',
    );
    return;
  }
  if (path === '/v1/messages/count_tokens') {
    sendJson(response, 200, { input_tokens: estimateTokens(JSON.stringify(body).length) });
    return;
  }
  await endpoint.answer(request, body, response);
}

/** What CC asks beside messages, such as a reachability check by HEAD, has no effect on a session. */
function answerOther(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  if (request.method === 'HEAD') {
    response.writeHead(200).end();
    return;
  }
  const message = `No such route: ${request.method ?? ''} ${request.url ?? ''}`;
  sendError(response, { status: 404, errorType: 'not_found_error', message }, '');
}
