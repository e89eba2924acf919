import type { AegisClient } from '@aegis/client';
import { AegisError, type Health } from '@aegis/protocol';
import { type Check, fail, ok, warn } from './check.ts';

/** A server that is well answers at once; this guards against one that takes connections and does not. */
const HEALTH_TIMEOUT_MS = 5000;

function describe({ version, sessions }: Health): string {
  const facts = [
    ...(version === undefined ? [] : [`version ${version}`]),
    ...(sessions === undefined ? [] : [`${sessions.total} sessions`]),
  ];
  return facts.length === 0 ? '' : ` (${facts.join(', ')})`;
}

/** What the server itself misses: it may have been started with another PATH. */
function runtimeChecks({ runtime }: Health): Check[] {
  if (!runtime) return [];
  return (['tmux', 'claude'] as const).flatMap((name) => {
    const { problem } = runtime[name];
    return problem === null
      ? []
      : [fail(`server: ${name}`, problem, 'Repair it, and start the server again.')];
  });
}

function checkFailure(error: AegisError, baseUrl: string): Check[] {
  const port = new URL(baseUrl).port;
  if (error.code === 'server_unreachable' && error.details['reason'] === 'not-listening') {
    return [
      warn('server', `none answers at ${baseUrl}`, 'aegis serve'),
      ok('port', `${port === '' ? baseUrl : port} is free`),
    ];
  }
  return [
    fail('server', error.message, 'Stop what answers there, or set AEGIS_PORT to another port.'),
  ];
}

/** Whether an Aegis server answers, and what it says of itself. */
export async function checkServer(client: AegisClient): Promise<Check[]> {
  const { baseUrl } = client;
  let health: Health;
  try {
    health = await client.health({ signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) });
  } catch (error) {
    if (AegisError.is(error)) return checkFailure(error, baseUrl);
    const fix = 'Stop what holds the port, or set AEGIS_PORT to another port.';
    return [fail('server', `${baseUrl} takes connections and does not answer`, fix)];
  }
  const found = `${baseUrl}${describe(health)}`;
  const server =
    health.status === 'ok' || health.runtime
      ? ok('server', found)
      : warn('server', `${found} is not well`, 'Set AEGIS_AUTH_TOKEN to see what is wrong.');
  if (health.version !== undefined) return [server, ...runtimeChecks(health)];
  const token = 'Set AEGIS_AUTH_TOKEN to the token of the server.';
  return [server, warn('token', 'the server does not take ours', token)];
}
