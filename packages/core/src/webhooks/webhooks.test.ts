import { join } from 'node:path';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openSqliteStore } from '@aegis/store/sqlite';
import { createOwnedDirectory, type OwnedDirectory } from '@aegis/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Aegis } from '../aegis/aegis.ts';
import { createAegis } from '../aegis/create-aegis.ts';
import { sessionId, storedSession } from '../testing/stored-session.ts';
import { thrownBy } from '../testing/thrown-by.ts';
import type { WebhookOptions } from './webhooks.ts';

let directory: OwnedDirectory;
let aegis: Aegis | null = null;
beforeEach(async () => {
  directory = await createOwnedDirectory();
});
afterEach(async () => {
  await aegis?.close();
  aegis = null;
  await directory.dispose();
});

async function open(webhooks: WebhookOptions = {}): Promise<Aegis> {
  aegis = await createAegis({
    stateDir: join(directory.path, 'state'),
    claudeCommand: ['/nowhere/claude'],
    tmuxPath: '/nowhere/tmux',
    env: { PATH: '/usr/bin:/bin', HOME: directory.path },
    webhooks: { resolveHost: () => Promise.resolve(['93.184.215.14']), ...webhooks },
  });
  return aegis;
}

describe('Webhooks of an Aegis', () => {
  test('are there again after a restart, without their secrets', async () => {
    const { webhooks } = await open();
    const { secret, ...made } = await webhooks.add({
      url: 'HTTPS://Example.com:443/a/../b',
      events: ['turn-ended'],
    });
    expect(made).toMatchObject({
      url: 'https://example.com/b',
      events: ['turn-ended'],
      sessionId: null,
      after: 0,
      failing: null,
    });
    expect(secret).toMatch(/^whsec_/);
    await aegis?.close();
    const again = await open();
    expect(again.webhooks.list()).toEqual([made]);
    expect(again.webhooks.deliveries(made.id)).toEqual([]);
    await again.webhooks.remove(made.id);
    expect(again.webhooks.list()).toEqual([]);
    expect((await thrownBy(() => again.webhooks.remove(made.id)))?.code).toBe('webhook_not_found');
    await again.close();
    expect((await open()).webhooks.list()).toEqual([]);
  });

  test('are for a session that there is', async () => {
    const { webhooks } = await open();
    const add = () => webhooks.add({ url: 'https://example.com/', sessionId: sessionId(1) });
    expect((await thrownBy(add))?.code).toBe('session_not_found');
  });

  test('what happened while Aegis was away is sent at the next start, to what is allowed then', async () => {
    const bodies: string[] = [];
    const receiver = createServer((request, response) => {
      request.on('data', (part: Buffer) => bodies.push(part.toString()));
      request.on('end', () => response.writeHead(204).end());
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    // A server that listens on a port has an address with a port.
    const { port } = receiver.address() as AddressInfo;
    const first = await open({ allow: ['127.0.0.1'] });
    const { id } = await first.webhooks.add({ url: `http://127.0.0.1:${port}/` });
    await first.close();
    const store = openSqliteStore({ path: join(directory.path, 'state', 'aegis.db') });
    storedSession(store, { id: sessionId(1) });
    const data = { healed: true, lines: 1 };
    store.appendEvent({ sessionId: sessionId(1), type: 'screen-drifted', at: Date.now(), data });
    store.close();
    const second = await open({ allow: ['127.0.0.1'] });
    await expect.poll(() => bodies.length).toBe(1);
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ id: 1, type: 'screen-drifted', data });
    await expect.poll(() => second.webhooks.list()[0]?.after).toBe(1);
    await second.close();

    const again = openSqliteStore({ path: join(directory.path, 'state', 'aegis.db') });
    again.appendEvent({ sessionId: sessionId(1), type: 'screen-drifted', at: Date.now(), data });
    again.close();
    const third = await open();
    await expect.poll(() => third.webhooks.deliveries(id)[0]?.reason).toBe('refused');
    expect(bodies).toHaveLength(1);
    await new Promise<void>((resolve) => receiver.close(() => resolve()));
  });

  test('an entry of the allowed ones that is none fails at once, and leaves the state directory free', async () => {
    expect((await thrownBy(() => open({ allow: ['*'] })))?.code).toBe('config_invalid');
    await open();
  });
});
