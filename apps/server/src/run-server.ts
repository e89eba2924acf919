import { AegisError } from '@aegis/protocol';
import { pino } from 'pino';
import { loadConfig } from './config/load-config.ts';
import { parseArguments } from './config/parse-arguments.ts';
import { serverVersion } from './server-version.ts';
import { startServer } from './start-server.ts';

/** Milliseconds that stopping may take before the process ends all the same. */
const STOP_TIMEOUT_MS = 2_000;
/** With `--kill-sessions` process trees are ended first, each with its grace. */
const STOP_AND_KILL_TIMEOUT_MS = 15_000;

/** What a log line must never hold, wherever it stands. */
const REDACTED = [
  'authToken',
  '*.authToken',
  'hookSecret',
  '*.hookSecret',
  'authorization',
  '*.authorization',
  'secret',
  '*.secret',
];

function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, resolve);
  });
}

async function within(ms: number, work: Promise<void>): Promise<boolean> {
  const timeout = new Promise<false>((resolve) => {
    setTimeout(() => resolve(false), ms).unref();
  });
  return Promise.race([work.then(() => true), timeout]);
}

/**
 * Runs the server until a signal stops it.
 * @param argv what follows `aegis serve`
 * @returns the exit code: 0 stopped as asked, 1 failed, 2 wrong settings or usage
 */
export async function runServer(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const parsed = parseArguments(argv, serverVersion());
  if (parsed.type === 'print') {
    (parsed.code === 0 ? process.stdout : process.stderr).write(parsed.text);
    return parsed.code;
  }
  try {
    const config = await loadConfig(parsed.flags, parsed.configPath, environment);
    const logger = pino({ level: config.logLevel, redact: REDACTED }, pino.destination(2));
    const signalled = nextSignal();
    const server = await startServer({ config, environment, version: serverVersion(), logger });
    process.stdout.write(
      `Aegis is listening on ${server.url} (state in ${config.stateDir}). Stop it with Ctrl-C; sessions ${config.killSessions ? 'end with it' : 'go on'}.\n`,
    );
    logger.info({ url: server.url, pid: process.pid }, 'listening');
    logger.info({ signal: await signalled }, 'stopping');
    const limit = config.killSessions ? STOP_AND_KILL_TIMEOUT_MS : STOP_TIMEOUT_MS;
    const isClosed = await within(limit, server.close());
    if (!isClosed) logger.warn({ limitMs: limit }, 'did not stop in time; ending all the same');
    return isClosed ? 0 : 1;
  } catch (error) {
    if (!AegisError.is(error)) throw error;
    process.stderr.write(`aegis serve: ${error.message} [${error.code}]\n`);
    return error.code === 'config_invalid' ? 2 : 1;
  }
}
