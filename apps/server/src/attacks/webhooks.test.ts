import { createHmac } from 'node:crypto';
import type { CreatedWebhook, DeadLetter, Webhook } from '@aegis/protocol';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  ADMIN_TOKEN,
  openListening,
  startListening,
  type ListeningOptions,
  type ListeningServer,
} from '../testing/listening-server.ts';
import { startReceiver } from '../testing/receiver.ts';

const SECRET = 'a-secret-of-the-receivers-own';
const NUMBER = 4_711_081_547_110_815;
const QUICK = { timeoutMs: 400, retryAfterMs: [20, 40] };

interface Answer {
  status: number;
  code: string | undefined;
  reason: unknown;
  text: string;
}

type Names = Record<string, readonly string[] | (() => readonly string[])>;

/** Of a server whose webhooks find the names in `names` and no other. */
function optionsWith(
  names: Names,
  { allow = [], ...options }: ListeningOptions & { allow?: string[] } = {},
): ListeningOptions {
  return {
    ...options,
    flags: { webhookAllow: allow, ...options.flags },
    webhooks: {
      ...QUICK,
      resolveHost: (hostname) => {
        const found = names[hostname];
        if (found === undefined) return Promise.reject(new Error('ENOTFOUND'));
        return Promise.resolve(typeof found === 'function' ? found() : found);
      },
      ...options.webhooks,
    },
  };
}
const startWith = (...given: Parameters<typeof optionsWith>): Promise<ListeningServer> =>
  startListening(optionsWith(...given));

async function ask(
  server: ListeningServer,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const answer = await server.call(path, init);
  const text = await answer.text();
  const parsed = JSON.parse(text) as { code?: string; details?: { reason?: unknown } };
  return { status: answer.status, code: parsed.code, reason: parsed.details?.reason, text };
}
const post = (server: ListeningServer, url: string, more: Record<string, unknown> = {}) =>
  ask(server, 'POST', '/v1/webhooks', { url, events: ['delivery-changed'], ...more });
async function make(server: ListeningServer, url: string, more: Record<string, unknown> = {}) {
  const made = await post(server, url, more);
  expect([url, made.status]).toEqual([url, 201]);
  return JSON.parse(made.text) as CreatedWebhook;
}
async function deadLetters(server: ListeningServer, id: string): Promise<DeadLetter[]> {
  const { text } = await ask(server, 'GET', `/v1/webhooks/${id}/deliveries`);
  return (JSON.parse(text) as { deliveries: DeadLetter[] }).deliveries;
}
async function nextDead(server: ListeningServer, id: string, count = 1): Promise<DeadLetter[]> {
  const letters = () => deadLetters(server, id);
  await expect.poll(letters, { timeout: 8_000 }).toHaveLength(count);
  return letters();
}
async function view(server: ListeningServer, id: string): Promise<Webhook | undefined> {
  const { text } = await ask(server, 'GET', '/v1/webhooks');
  return (JSON.parse(text) as { webhooks: Webhook[] }).webhooks.find((each) => each.id === id);
}

describe('a target that is made', () => {
  let server: ListeningServer;
  beforeAll(async () => {
    server = await openListening(optionsWith({ 'public.test': ['93.184.215.14'] }));
    return () => server.dispose();
  });

  test.each([
    ['loopback', 'http://127.0.0.1/'],
    ['with a port', 'http://127.0.0.1:9100/v1/sessions'],
    ['over TLS', 'https://127.0.0.1/'],
    ['another loopback', 'http://127.255.255.254/'],
    ['decimal', 'http://2130706433/'],
    ['hexadecimal', 'http://0x7f000001/'],
    ['hexadecimal parts', 'http://0x7f.0x0.0x0.0x1/'],
    ['octal', 'http://017700000001/'],
    ['octal parts', 'http://0177.0.0.01/'],
    ['one part left out', 'http://127.0.1/'],
    ['two parts left out', 'http://127.1/'],
    ['mixed', 'http://0x7f.1/'],
    ['a trailing dot', 'http://127.0.0.1./'],
    ['a percent sign', 'http://%31%32%37.0.0.1/'],
    ['backslashes', 'http:\\\\127.0.0.1\\'],
    ['no slashes', 'http:127.0.0.1'],
    ['unspecified', 'http://0.0.0.0/'],
    ['unspecified, short', 'http://0/'],
    ['private 10', 'http://10.0.0.1/'],
    ['private 172', 'http://172.16.0.1/'],
    ['private 172, its end', 'http://172.31.255.255/'],
    ['private 192', 'http://192.168.1.1/'],
    ['private, decimal', 'http://3232235777/'],
    ['metadata', 'http://169.254.169.254/latest/meta-data/'],
    ['metadata, decimal', 'http://2852039166/'],
    ['metadata of another cloud', 'http://168.63.129.16/'],
    ['CGNAT', 'http://100.64.0.1/'],
    ['multicast', 'http://224.0.0.1/'],
    ['broadcast', 'http://255.255.255.255/'],
    ['reserved', 'http://240.0.0.1/'],
    ['benchmarking', 'http://198.18.0.1/'],
    ['documentation', 'http://192.0.2.1/'],
    ['IPv6 loopback', 'http://[::1]/'],
    ['IPv6 loopback, long', 'http://[0:0:0:0:0:0:0:1]/'],
    ['IPv6 unspecified', 'http://[::]/'],
    ['mapped', 'http://[::ffff:127.0.0.1]/'],
    ['mapped, hexadecimal', 'http://[::ffff:7f00:1]/'],
    ['mapped, of a public one', 'http://[::ffff:93.184.215.14]/'],
    ['compatible', 'http://[::127.0.0.1]/'],
    ['NAT64', 'http://[64:ff9b::7f00:1]/'],
    ['NAT64, local', 'http://[64:ff9b:1::7f00:1]/'],
    ['6to4', 'http://[2002:7f00:1::]/'],
    ['Teredo', 'http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/'],
    ['IPv6 private', 'http://[fd00:ec2::254]/'],
    ['IPv6 link-local', 'http://[fe80::1]/'],
    ['IPv6 site-local', 'http://[fec0::1]/'],
    ['IPv6 multicast', 'http://[ff02::1]/'],
    ['an empty user name', 'http://@127.0.0.1/'],
    ['a name behind a fragment', 'http://127.0.0.1#@public.test/'],
    ['a name behind a backslash', 'http://127.0.0.1\\@public.test/'],
    ['a name behind a query', 'http://127.0.0.1?@public.test/'],
  ])('%s is refused: %s', async (_, url) => {
    const { status, code, reason } = await post(server, url);
    expect([status, code, reason]).toEqual([422, 'webhook_target_refused', 'refused']);
    expect((await ask(server, 'GET', '/v1/webhooks')).text).toBe(
      '{"webhooks":[],"nextCursor":null}',
    );
  });

  test.each([
    ['userinfo', 'http://user@public.test/'],
    ['userinfo', 'http://user:password@public.test/'],
    ['userinfo', 'http://public.test@127.0.0.1/'],
    ['userinfo', 'http://public.test%20@127.0.0.1/'],
    ['userinfo', 'http://:x@public.test/'],
    ['scheme', 'file:///etc/passwd'],
    ['scheme', 'ftp://public.test/'],
    ['scheme', 'gopher://127.0.0.1:6379/_x'],
    ['scheme', 'unix:/var/run/docker.sock'],
    ['scheme', 'ws://public.test/'],
    ['scheme', 'data:text/plain,x'],
    ['scheme', 'javascript:alert(1)'],
    ['unresolved', 'http://nobody.test/'],
    ['unresolved', 'http://127.0.0.1.nobody.test/'],
  ])('%s: %s', async (reason, url) => {
    const answer = await post(server, url);
    expect([answer.code, answer.reason]).toEqual(['webhook_target_refused', reason]);
  });

  test.each([
    'http://public.test/\r\nX-Injected: 1',
    'http://public.test/\nx',
    'http://public.test/\tx',
    'ht\ntp://public.test/',
    ' http://public.test/',
    'http://public.test/\u0000',
    'http://public.test/ HTTP/1.1',
    'http://１２７.０.０.１/',
    'http://ⓛocalhost/',
    'http://127。0。0。1/',
    'http://',
    'public.test',
    '//public.test/',
    '/v1/sessions',
    'http://[::1/',
    'http://[fe80::1%25lo]/',
    'http://public.test:99999/',
    `http://public.test/${'x'.repeat(2_000)}`,
    '',
    7,
    null,
    ['http://public.test/'],
  ])('%j is no address', async (url) => {
    const { status, code } = await ask(server, 'POST', '/v1/webhooks', { url });
    expect([status, code]).toEqual([400, 'invalid_request']);
  });

  test.each([
    ['a private address', ['10.0.0.1']],
    ['loopback', ['127.0.0.1']],
    ['IPv6 loopback', ['::1']],
    ['metadata', ['169.254.169.254']],
    ['mapped loopback', ['::ffff:127.0.0.1']],
    ['an address with a zone', ['fe80::1%lo']],
    ['a public one and a private one', ['93.184.215.14', '10.0.0.1']],
    ['a private one and a public one', ['10.0.0.1', '93.184.215.14']],
    ['a public one, and one of many private ones', ['93.184.215.14', '2606:2800::1', 'fd00::1']],
    ['what is no address', ['localhost']],
  ])('a name that leads to %s is refused', async (_, addresses) => {
    const evil = await startWith({ 'evil.test': addresses, 'evil.test.': addresses });
    for (const url of ['http://evil.test/', 'http://EVIL.test./', 'https://evil.test:8443/x']) {
      const { status, code, reason } = await post(evil, url);
      expect([url, status, code, reason]).toEqual([url, 422, 'webhook_target_refused', 'refused']);
    }
  });

  test('localhost is what the system says', async () => {
    const bySystem = await startListening();
    for (const url of ['http://localhost/', 'http://LOCALHOST:9100/']) {
      expect([url, (await post(bySystem, url)).code]).toEqual([url, 'webhook_target_refused']);
    }
  });

  test.each([['93.184.215.14'], ['2606:2800:21f:cb07:6820:80da:af6b:8b2c']])(
    'a public one is taken: %s',
    async (address) => {
      const there = await startWith({ 'public.test': [address] });
      const hook = await make(there, 'https://public.test/hooks?key=1');
      expect(hook.url).toBe('https://public.test/hooks?key=1');
    },
  );

  test('Aegis itself is no target, whatever is allowed', async () => {
    const server = await startWith(
      { 'me.test': ['127.0.0.1'], 'mapped.test': ['::ffff:127.0.0.1'] },
      { allow: ['127.0.0.0/8', '::1', '0.0.0.0', 'me.test', 'mapped.test'] },
    );
    for (const host of ['127.0.0.1', '127.0.0.9', '0.0.0.0', '[::1]', 'me.test', 'mapped.test']) {
      const { code } = await post(server, `http://${host}:${server.port}/v1/sessions`);
      expect([host, code]).toEqual([host, 'webhook_target_refused']);
    }
    await make(server, `http://127.0.0.1:${server.port === 65_535 ? 1 : server.port + 1}/`);
  });

  test('what is allowed is exactly what the list says', async () => {
    const names = { 'hooks.internal': ['10.0.0.1'], 'other.internal': ['10.0.0.1'] };
    const server = await startWith(
      { ...names, 'x.hooks.internal': ['10.0.0.1'], 'net.test': ['10.9.1.1'] },
      { allow: ['hooks.internal', '10.9.0.0/16', '[fd00::1]'] },
    );
    for (const host of [
      'hooks.internal',
      'HOOKS.internal',
      '10.9.255.1',
      'net.test',
      '[fd00::1]',
    ]) {
      await make(server, `http://${host}/`);
    }
    for (const host of [
      'other.internal',
      'x.hooks.internal',
      '10.8.0.1',
      '10.0.0.1',
      '[fd00::2]',
    ]) {
      expect([host, (await post(server, `http://${host}/`)).code]).toEqual([
        host,
        'webhook_target_refused',
      ]);
    }
  });
});

describe('a target that changes', () => {
  test('between creation and delivery: refused, given up on at once, nothing is connected to', async () => {
    const inside = await startReceiver();
    let address = '93.184.215.14';
    const server = await startWith({ 'rebind.test': () => [address] });
    const hook = await make(server, `http://rebind.test:${inside.port}/`);
    address = '127.0.0.1';
    await server.happen();
    const [letter] = await nextDead(server, hook.id);
    expect(letter).toMatchObject({
      reason: 'refused',
      attempts: 1,
      httpStatus: null,
      type: 'delivery-changed',
    });
    expect(inside.connections).toBe(0);
  });

  test('by a second address, which is private', async () => {
    const inside = await startReceiver();
    let addresses = ['93.184.215.14'];
    const server = await startWith({ 'rebind.test': () => addresses });
    const hook = await make(server, `http://rebind.test:${inside.port}/`);
    addresses = ['93.184.215.14', '127.0.0.1'];
    await server.happen();
    expect((await nextDead(server, hook.id))[0]?.reason).toBe('refused');
    expect(inside.connections).toBe(0);
  });

  // Of loopback's addresses only Linux has more than one.
  test.skipIf(process.platform !== 'linux')(
    'between check and connection: what was checked is connected to, and nothing is asked again',
    async () => {
      const inside = await startReceiver({ host: '127.0.0.1' });
      const outside = await startReceiver({ host: '127.0.0.2', port: inside.port });
      let questions = 0;
      // Each first question is answered with what is allowed, each second one with what is not.
      const flip = () => [(questions += 1) % 2 === 1 ? '127.0.0.2' : '127.0.0.1'];
      const server = await startWith({ 'rebind.test': flip }, { allow: ['127.0.0.2'] });
      await make(server, `http://rebind.test:${inside.port}/`);
      questions = 0;
      await server.happen();
      await expect.poll(() => outside.requests.length).toBe(1);
      expect([questions, inside.connections]).toEqual([1, 0]);
      expect(outside.requests[0]?.headers.host).toBe(`rebind.test:${inside.port}`);
    },
  );

  test.each([301, 302, 303, 307, 308])(
    'by a redirect (%d), which nobody follows',
    async (status) => {
      const inside = await startReceiver();
      const location = `http://127.0.0.1:${inside.port}/inside`;
      const outside = await startReceiver({
        answer: (response) => response.writeHead(status, { location }).end(),
      });
      const server = await startWith({ 'hook.test': ['127.0.0.1'] }, { allow: ['hook.test'] });
      const hook = await make(server, `http://hook.test:${outside.port}/`);
      await server.happen();
      const [letter] = await nextDead(server, hook.id);
      expect(letter).toMatchObject({ reason: 'redirect', httpStatus: status, attempts: 3 });
      expect([outside.requests.length, inside.connections]).toEqual([3, 0]);
      expect(JSON.stringify(letter)).not.toContain('inside');
    },
  );
});

describe('a receiver', () => {
  const NAMES = { 'hook.test': ['127.0.0.1'], 'bad.test': ['127.0.0.1'] };
  const ALLOW = { allow: ['hook.test', 'bad.test'] };

  test('gets each event once, in order, signed, one at a time', async () => {
    const receiver = await startReceiver({
      answer: (response) => setTimeout(() => response.writeHead(200).end('ok'), 10),
    });
    const server = await startWith(NAMES, ALLOW);
    const hook = await make(server, `http://hook.test:${receiver.port}/in?x=1`, { secret: SECRET });
    await server.happen(5);
    await expect.poll(() => receiver.requests.length).toBe(5);
    const ids = receiver.requests.map(({ headers }) => Number(headers['aegis-event-id']));
    expect(ids).toEqual([...ids].sort((one, other) => one - other));
    expect(new Set(ids).size).toBe(5);
    expect(receiver.mostAtOnce).toBe(1);
    for (const { headers, body, path, method } of receiver.requests) {
      expect([method, path]).toEqual(['POST', '/in?x=1']);
      const event = JSON.parse(body) as { id: number; type: string };
      expect([event.id, event.type]).toEqual([
        Number(headers['aegis-event-id']),
        'delivery-changed',
      ]);
      const timestamp = String(headers['aegis-timestamp']);
      expect(Math.abs(Number(timestamp) - Date.now() / 1_000)).toBeLessThan(60);
      const hmac = createHmac('sha256', SECRET).update(`${timestamp}.${body}`).digest('hex');
      expect(headers['aegis-signature']).toBe(`v1=${hmac}`);
    }
    expect(await deadLetters(server, hook.id)).toEqual([]);
    await ask(server, 'DELETE', `/v1/webhooks/${hook.id}`);
    await server.happen(1);
    expect((await ask(server, 'GET', `/v1/webhooks/${hook.id}/deliveries`)).code).toBe(
      'webhook_not_found',
    );
    expect(receiver.requests).toHaveLength(5);
  });

  test.each<[string, Parameters<typeof startReceiver>[0], Partial<DeadLetter>]>([
    ['never answers', { answer: () => undefined }, { reason: 'timeout', httpStatus: null }],
    [
      'answers with headers, byte by byte',
      {
        answer: (_response, _request, socket) => {
          socket.write('HTTP/1.1 200 OK\r\nx: ');
          const drip = setInterval(() => socket.write('x'), 20);
          socket.on('close', () => clearInterval(drip));
        },
      },
      { reason: 'timeout', httpStatus: null },
    ],
    [
      'sends no end of informational answers',
      {
        answer: (response) => {
          const drip = setInterval(() => response.writeProcessing(), 5);
          response.on('close', () => clearInterval(drip));
        },
      },
      { reason: 'timeout', httpStatus: null },
    ],
    [
      'closes',
      { answer: (_response, _request, socket) => socket.destroy() },
      { reason: 'connection', detail: 'ECONNRESET' },
    ],
    [
      'answers what is no HTTP',
      { answer: (_response, _request, socket) => socket.end(`SSH-2.0-${SECRET}\r\n`) },
      { reason: 'connection' },
    ],
    [
      'answers with gigantic headers',
      {
        answer: (_response, _request, socket) =>
          socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`),
      },
      { reason: 'connection', detail: 'HPE_HEADER_OVERFLOW' },
    ],
    [
      'changes the protocol',
      {
        answer: (_response, _request, socket) =>
          socket.write('HTTP/1.1 101 x\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
      },
      {},
    ],
    [
      'fails',
      { answer: (response) => response.writeHead(500).end(SECRET) },
      { reason: 'status', httpStatus: 500, detail: null },
    ],
  ])('that %s holds up nobody, and is given up on', async (_, options, letter) => {
    const bad = await startReceiver(options);
    const good = await startReceiver();
    const server = await startWith(NAMES, ALLOW);
    const badHook = await make(server, `http://bad.test:${bad.port}/`);
    await make(server, `http://hook.test:${good.port}/`);
    await server.happen(2);
    await expect.poll(() => good.requests.length).toBe(2);
    expect(await deadLetters(server, badHook.id)).toHaveLength(0);
    const letters = await nextDead(server, badHook.id, 2);
    expect(letters[1]).toMatchObject({ attempts: 3, type: 'delivery-changed', ...letter });
    expect(JSON.stringify(letters)).not.toContain(SECRET);
    expect(await view(server, badHook.id)).toMatchObject({ failing: null });
  });

  test('that answers without end is cut off, and has its event', async () => {
    let sent = 0;
    const receiver = await startReceiver({
      answer: (response) => {
        response.writeHead(200);
        const drip = setInterval(() => {
          response.write('x'.repeat(1_024));
          sent += 1_024;
        }, 5);
        response.on('close', () => clearInterval(drip));
      },
    });
    const server = await startWith(NAMES, { ...ALLOW, webhooks: { timeoutMs: 60_000 } });
    const hook = await make(server, `http://hook.test:${receiver.port}/`);
    await server.happen(2);
    await expect.poll(() => receiver.requests.length, { timeout: 5_000 }).toBe(2);
    // The limit is 4 KiB; the rest is what the machine's buffers and a slow machine let through.
    expect(sent).toBeLessThan(1_024 * 1_024);
    await expect.poll(async () => (await view(server, hook.id))?.failing).toBeNull();
    expect(await deadLetters(server, hook.id)).toEqual([]);
  });

  test('that refuses an event gets the next ones, after the time for it', async () => {
    let refusals = 2;
    const receiver = await startReceiver({
      answer: (response) => response.writeHead((refusals -= 1) >= 0 ? 503 : 200).end(),
    });
    const server = await startWith(NAMES, ALLOW);
    const hook = await make(server, `http://hook.test:${receiver.port}/`);
    await server.happen(2);
    await expect.poll(() => receiver.requests.length).toBe(4);
    const ids = receiver.requests.map(({ headers }) => headers['aegis-event-id']);
    expect(new Set(ids.slice(0, 3)).size).toBe(1);
    expect(ids[3]).not.toBe(ids[0]);
    expect(await deadLetters(server, hook.id)).toEqual([]);
  });

  test('without a certificate that holds gets nothing', async () => {
    const plain = await startReceiver();
    const server = await startWith(NAMES, ALLOW);
    const hook = await make(server, `https://hook.test:${plain.port}/`);
    await server.happen();
    expect((await nextDead(server, hook.id))[0]).toMatchObject({ reason: 'connection' });
    expect(plain.requests).toEqual([]);
  });
});

describe('secrets and scopes', () => {
  test('a secret is told once where it is made, never where it is given, and is in no log', async () => {
    const receiver = await startReceiver({ answer: (response) => response.writeHead(500).end() });
    const server = await startWith(
      { 'hook.test': ['127.0.0.1'] },
      { allow: ['hook.test'], flags: { authToken: ADMIN_TOKEN } },
    );
    const url = `http://hook.test:${receiver.port}/path-of-its-own?key=4711-0815`;
    const given = await post(server, url, { secret: SECRET });
    expect(given.text).toContain('"secret":null');
    const made = await make(server, url);
    expect(made.secret).toMatch(/^whsec_[\w-]{43}$/);
    await server.happen();
    const texts = [given.text];
    await nextDead(server, made.id);
    for (const path of ['/v1/webhooks', `/v1/webhooks/${made.id}/deliveries`]) {
      texts.push((await ask(server, 'GET', path)).text);
    }
    for (const body of [
      { url, secret: `${SECRET}\n` },
      { url: 'http://127.0.0.1/', secret: SECRET },
      { url, secret: SECRET, more: 1 },
      { url, secret: NUMBER },
      { url, secret: [SECRET] },
    ]) {
      const answer = await ask(server, 'POST', '/v1/webhooks', body);
      expect([400, 422]).toContain(answer.status);
      texts.push(answer.text);
    }
    texts.push((await ask(server, 'DELETE', `/v1/webhooks/${made.id}`)).text);
    const log = JSON.stringify(server.log);
    expect(log).toContain('a webhook was not told of an event');
    for (const secret of [SECRET, made.secret ?? '', String(NUMBER)]) {
      expect(texts.join('\n')).not.toContain(secret);
      expect(log).not.toContain(secret);
      expect(JSON.stringify(receiver.requests)).not.toContain(secret);
    }
    // An address can hold a secret, too.
    expect(log).not.toContain('4711-0815');
    expect(log).not.toContain('path-of-its-own');
  });

  test('nobody makes, sees or removes one without admin', async () => {
    const server = await startWith(
      { 'public.test': ['93.184.215.14'] },
      { flags: { authToken: ADMIN_TOKEN } },
    );
    const hook = await make(server, 'https://public.test/');
    const body = JSON.stringify({ name: 'x', scopes: ['read', 'drive', 'approve'] });
    const answer = await server.call('/v1/tokens', { method: 'POST', body });
    const { token } = (await answer.json()) as { token: string };
    for (const [method, path] of [
      ['POST', '/v1/webhooks'],
      ['GET', '/v1/webhooks'],
      ['GET', `/v1/webhooks/${hook.id}/deliveries`],
      ['DELETE', `/v1/webhooks/${hook.id}`],
    ] as const) {
      const init =
        method === 'POST' ? { method, body: '{"url":"https://public.test/"}' } : { method };
      const refused = await fetch(server.url + path, {
        ...init,
        headers: { authorization: `Bearer ${token}` },
      });
      const { code } = (await refused.json()) as { code: string };
      expect([method, refused.status, code]).toEqual([method, 403, 'scope_missing']);
    }
    expect((await view(server, hook.id))?.id).toBe(hook.id);
  });

  test('there is an end to them, also where many come at once', async () => {
    let questions = 0;
    let go: () => void = () => undefined;
    const all = new Promise<void>((resolve) => (go = resolve));
    const server = await startListening({
      webhooks: {
        resolveHost: async () => {
          questions += 1;
          if (questions === 60) go();
          await all;
          return ['93.184.215.14'];
        },
      },
    });
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => post(server, 'https://public.test/')),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(50);
    expect(answers.filter(({ code }) => code === 'not_supported')).toHaveLength(10);
  });
});
