import { errorBodySchema, ERROR_STATUS, ROUTES, type Route } from '@aegis/protocol';
import fc from 'fast-check';
import * as v from 'valibot';
import { promise, type Door, type Verdict } from '../door.ts';
import { hostileText, mutatedJsonText } from '../input/mutate-json.ts';
import { openOnStage } from '../input/open-on-stage.ts';
import { SECRET, SESSION_IDS, TOKEN, type AppStage } from '../input/stage-app.ts';

interface Input {
  route: number;
  /** In place of the route's own; null: its own. */
  method: string | null;
  path: string | null;
  id: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: Uint8Array;
}

const ALL: readonly Route[] = Object.values(ROUTES);
const BODIES = [
  {},
  { text: 'hello', whenBusy: 'queue', idempotencyKey: 'k' },
  { option: 'Yes', scope: 'once', requestId: 'pen_1' },
  { feedback: 'No, rather so.' },
  { answers: { 'Which one?': ['A'] } },
  { workDir: '/tmp', name: 'n', prompt: 'p', env: { A: 'b' }, claudeArgs: ['--x'], tags: ['a'] },
];
/** A header holds no more than Latin-1, and neither NUL nor the end of a line. */
const headerText = hostileText.map((text) =>
  text.replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '').trim(),
);

const inputs: fc.Arbitrary<Input> = fc.record({
  route: fc.nat(ALL.length - 1),
  method: fc.oneof(
    { weight: 9, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'),
    },
  ),
  path: fc.oneof(
    { weight: 9, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: hostileText.map((text) => `/${encodeURI(text.toWellFormed())}`) },
  ),
  id: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...SESSION_IDS) },
    { weight: 2, arbitrary: hostileText.map((text) => encodeURIComponent(text.toWellFormed())) },
    { weight: 1, arbitrary: fc.constantFrom('%00', '%', '%ff', '..', '%2e%2e%2f') },
  ),
  query: fc.dictionary(
    fc.oneof(
      fc.constantFrom(
        'status',
        'after',
        'limit',
        'cursor',
        'role',
        'format',
        'history',
        'explain',
        'tag',
        'timeoutMs',
      ),
      hostileText,
    ),
    fc.oneof(
      fc.constantFrom('1', '0', 'idle', 'text', 'json', 'true', '5', 'MTAwMC5z'),
      hostileText,
    ),
    { maxKeys: 3 },
  ),
  headers: fc.dictionary(
    fc.constantFrom(
      'host',
      'origin',
      'authorization',
      'content-type',
      'last-event-id',
      'content-length',
      'accept',
      'x-forwarded-for',
    ),
    fc.oneof(
      headerText,
      fc.constantFrom(
        '127.0.0.1',
        'localhost:9100',
        'evil.example',
        'http://evil.example',
        'null',
        `Bearer ${TOKEN}`,
        'text/plain',
        '3',
      ),
    ),
    { maxKeys: 2 },
  ),
  body: mutatedJsonText(BODIES),
});

export const http: Door<Input> = {
  name: 'http',
  about: 'requests: methods, paths, queries, headers, bodies',
  share: 25,
  open: () => openOnStage(inputs, check),
};

/** Those that wait are given no time to; what they are asked beside it still counts. */
function queryOf(route: Route, query: Record<string, string>): string {
  const isLong = route.path.endsWith('/wait');
  const given =
    isLong && /^\d+$/.test(query['timeoutMs'] ?? '9') ? { ...query, timeoutMs: '1' } : query;
  return new URLSearchParams(given).toString();
}

async function check(input: Input, stage: AppStage): Promise<Verdict> {
  const route = ALL[input.route];
  if (route === undefined) return 'rejected';
  const method = input.method ?? route.method;
  const path = input.path ?? route.path.replace(':id', input.id);
  // A session that is killed is not there for the cases behind it.
  if (method === 'DELETE' && SESSION_IDS.some((id) => path.includes(id))) return 'rejected';
  const stop = new AbortController();
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const request = new Request(`http://127.0.0.1:9100${path}?${queryOf(route, input.query)}`, {
    method,
    headers: { host: '127.0.0.1:9100', authorization: `Bearer ${TOKEN}`, ...input.headers },
    signal: stop.signal,
    ...(hasBody ? { body: input.body.slice() } : {}),
  });
  const events = stage.aegis.eventsStart().lastEventId;
  const response = await stage.app.request(request);
  try {
    return await checkResponse(response, {
      route: input.path === null && input.method === null ? route : null,
      method,
      stage,
      isToldToken: Object.entries(input.headers).some(
        ([name, text]) => name !== 'authorization' && text.includes(TOKEN),
      ),
    });
  } finally {
    await response.body?.cancel().catch(() => undefined);
    stop.abort();
    promise(
      stage.internal.length === 0,
      `nothing unforeseen: ${stage.internal.splice(0).join('\n')}`,
    );
    checkUntouched(stage, { response, events });
  }
}

interface ResponseContext {
  /** Null where the request was none of the table. */
  route: Route | null;
  method: string;
  stage: AppStage;
  /** The token stood where it does not belong, and an error may say what stood there. */
  isToldToken: boolean;
}

async function checkResponse(
  response: Response,
  { route, method, stage, isToldToken }: ResponseContext,
): Promise<Verdict> {
  const { status } = response;
  promise(response.headers.has('x-request-id'), 'each answer has the id of its request');
  if (response.headers.get('content-type')?.startsWith('text/event-stream') === true)
    return 'accepted';
  if (method === 'HEAD') return status < 300 ? 'accepted' : 'rejected';
  const text = await response.text();
  const body: unknown = JSON.parse(text);
  promise(isToldToken || !text.includes(TOKEN), 'no answer holds the token');
  promise(!text.includes(SECRET), 'no answer holds a secret of the hooks');
  if (status >= 200 && status < 300) {
    if (route !== null)
      promise(v.is(route.answer, body), `an answer fits its schema: ${text.slice(0, 300)}`);
    return 'accepted';
  }
  const parsed = v.safeParse(errorBodySchema, body);
  promise(parsed.success, `an error has its body: ${text.slice(0, 300)}`);
  promise(ERROR_STATUS[parsed.output.code] === status, 'the code and the status are of one kind');
  promise(
    parsed.output.code !== 'internal',
    `nothing unforeseen: ${text} ${stage.internal.join()}`,
  );
  return 'rejected';
}

/** There is no terminal to press keys in, so nothing may be told as sent or answered. */
function checkUntouched(
  { aegis }: AppStage,
  { response, events }: { response: Response; events: number },
): void {
  const [, id] = SESSION_IDS;
  const session = aegis.sessions.get(id ?? '').info();
  promise(session.pending !== null && session.status === 'bash_approval', 'nobody has answered');
  const isRefused = response.status === 401 || response.status === 403;
  promise(
    !isRefused || aegis.eventsStart().lastEventId === events,
    'what is refused leaves no trace',
  );
}
