import { spawn } from 'node:child_process';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { HookHandler } from './hook-settings.ts';

/** What a hook answered. `blocked`: a command's exit code 2, with what it wrote to its standard error. */
export interface HookAnswer {
  readonly output: unknown;
  readonly blocked: string | null;
}

const NO_OPINION: HookAnswer = { output: null, blocked: null };

/** Whatever goes wrong, a hook has no opinion: it never keeps the session from going on. */
export async function callHook(
  { how, timeout }: HookHandler,
  body: Readonly<Record<string, unknown>>,
  withdrawn: AbortSignal,
): Promise<HookAnswer> {
  const signal = AbortSignal.any([withdrawn, timeoutSignal(timeout)]);
  const text = JSON.stringify(body);
  try {
    return how.type === 'http'
      ? toAnswer(await post(how, text, signal))
      : await run(how, text, signal);
  } catch {
    return NO_OPINION;
  }
}

/** What a timer of Node takes at most. */
const LONGEST_MS = 2 ** 31 - 1;

function timeoutSignal(seconds: number): AbortSignal {
  return AbortSignal.timeout(Math.min(seconds * 1000, LONGEST_MS));
}

/** By `node:http`: `fetch` gives up on an answer that takes longer than five minutes. */
function post(
  { url, headers }: Extract<HookHandler['how'], { type: 'http' }>,
  body: string,
  signal: AbortSignal,
): Promise<string> {
  const request = url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, signal },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('error', reject).on('end', () => {
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(text);
          else reject(new Error(`The hook answered ${status}`));
        });
      },
    );
    call.on('error', reject).end(body);
  });
}

function run(
  { command, args }: Extract<HookHandler['how'], { type: 'command' }>,
  body: string,
  signal: AbortSignal,
): Promise<HookAnswer> {
  return new Promise((resolve, reject) => {
    const child =
      args === null
        ? spawn(command, { shell: true, signal })
        : spawn(command, [...args], { signal });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    // A hook need not read its input.
    child.stdin.on('error', () => undefined).end(body);
    child.on('error', reject).on('close', (code) => {
      resolve(code === 2 ? { output: null, blocked: stderr.trim() } : toAnswer(stdout));
    });
  });
}

function toAnswer(text: string): HookAnswer {
  try {
    return { output: JSON.parse(text), blocked: null };
  } catch {
    return NO_OPINION;
  }
}
