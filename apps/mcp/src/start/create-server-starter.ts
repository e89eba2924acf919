import { AegisAnswerError, type AegisClient } from '@aegis/client';
import { AegisError } from '@aegis/protocol';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { LaunchedServer, LaunchServer } from './launch-server.ts';
import { toServerAddress } from './server-address.ts';

/** A server is up in well under a second; a loaded machine gets this long. */
const START_TIMEOUT_MS = 20_000;
/** A process that another one started announces nothing to us, so its port is tried. */
const TRY_EVERY_MS = 100;
/** Guards against a program on the port that takes a connection and never answers. */
const HEALTH_TIMEOUT_MS = 2000;
/** What the server begins the one sentence with that says why it could not start. */
const LAST_WORDS = 'aegis serve: ';

async function answers(client: AegisClient): Promise<boolean> {
  try {
    await client.health({ signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) });
    return true;
  } catch (error) {
    return error instanceof AegisAnswerError;
  }
}

async function untilItAnswers(client: AegisClient, server: LaunchedServer): Promise<void> {
  const endings: string[] = [];
  void server.ended.then((how) => endings.push(how));
  for (let waited = 0; waited < START_TIMEOUT_MS; waited += TRY_EVERY_MS) {
    if (await answers(client)) return;
    // Where two start one at once, the loser ends and the winner answers.
    if (endings.length > 0 && !(await answers(client))) break;
    await delay(TRY_EVERY_MS);
  }
  const [ending] = endings;
  const why =
    ending === undefined
      ? `did not answer within ${START_TIMEOUT_MS / 1000} s`
      : `ended (${ending})`;
  const lastWords = ending === undefined ? null : await lastWordsIn(server.logPath);
  const more = lastWords === null ? `Its log says why: ${server.logPath}` : `It said: ${lastWords}`;
  throw new AegisError(
    'server_unreachable',
    `A server was started for ${client.baseUrl}, and it ${why}. ${more}`,
    { details: { baseUrl: client.baseUrl, pid: server.pid, logPath: server.logPath } },
  );
}

/** The sentence that a server which could not start has left; null where there is none. */
async function lastWordsIn(logPath: string): Promise<string | null> {
  const log = await readFile(logPath, 'utf8').catch(() => '');
  const line = log.trimEnd().split('\n').at(-1) ?? '';
  return line.startsWith(LAST_WORDS) ? line.slice(LAST_WORDS.length) : null;
}

/** Starts a server and waits until it answers. Calls that come together start one server. */
export function createServerStarter(
  client: AegisClient,
  launch: LaunchServer,
): (signal: AbortSignal) => Promise<void> {
  let starting: Promise<void> | null = null;

  async function start(): Promise<void> {
    await untilItAnswers(client, await launch(toServerAddress(client.baseUrl)));
  }

  return async (signal) => {
    signal.throwIfAborted();
    starting ??= start().finally(() => (starting = null));
    // The start goes on for whoever else waits for it.
    const aborted = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    await Promise.race([starting, aborted]);
  };
}
