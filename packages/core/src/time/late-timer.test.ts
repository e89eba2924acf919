import { createServer, connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { afterQuiet } from './late-timer.ts';

/** As a stopped process is: nothing runs, and time goes on. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test('on time it runs once, and cancelled it does not', async () => {
  const ran: string[] = [];
  afterQuiet(20, () => ran.push('kept'), 'keep-alive');
  afterQuiet(20, () => ran.push('cancelled'))();
  await sleep(60);
  expect(ran).toEqual(['kept']);
});

test('what came in while the process was stopped is heard before its timeout is', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const client = connect(address.port, '127.0.0.1');
  const [accepted] = (await once(server, 'connection')) as [Socket];
  const heard: string[] = [];
  client.on('data', (data) => heard.push(String(data)));
  const timedOut = new Promise<void>((resolve) => {
    afterQuiet(
      50,
      () => {
        heard.push('timeout');
        resolve();
      },
      'keep-alive',
    );
  });
  setTimeout(() => heard.push('plain timer'), 50);
  accepted.write('answer');
  standStill(400);
  await timedOut;
  // The plain one shows what is guarded against.
  expect(heard).toEqual(['plain timer', 'answer', 'timeout']);
  client.destroy();
  accepted.destroy();
  server.close();
});

test('cancelled while it waits for the loop to catch up, it does not run', async () => {
  const ran: string[] = [];
  const cancel = afterQuiet(20, () => ran.push('late'));
  standStill(300);
  await sleep(30);
  cancel();
  await sleep(300);
  expect(ran).toEqual([]);
});
