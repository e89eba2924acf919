/** Where the relay of a session stands, and what runs it. */
export interface HookRelay {
  /** The Node that runs it: an absolute path. */
  node: string;
  /** The session's own folder in the state directory. */
  folder: string;
}

/** What the relay reads beside itself: where to post, and the secret to post with. Mode 0600. */
export interface HookTarget {
  /** `http://127.0.0.1:<port>/v1/hooks/<session>/`; the event is added to it. */
  url: string;
  headers: Readonly<Record<string, string>>;
}

export const HOOK_RELAY_FILE = 'hook-relay.cjs';
export const HOOK_TARGET_FILE = 'hook-target.json';

/**
 * The command that Claude Code runs, through a shell, for a hook. Its words show in `ps`, so there is no secret in them.
 */
export function hookRelayCommand({ node, folder }: HookRelay, event: string): string {
  return [node, `${folder}/${HOOK_RELAY_FILE}`, event].map(quoted).join(' ');
}

/** As one word of a POSIX shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * The relay: posts what Claude Code gives a hook on its standard input, and prints the answer, if there is one. Whatever
 * goes wrong, it prints nothing and ends with 0, which means "no opinion": Claude Code goes on by its own dialog. It is a
 * file of each session's, without imports of ours, so that a session outlives an upgrade of Aegis.
 */
export const HOOK_RELAY_SOURCE = `'use strict';
const { readFileSync } = require('node:fs');
const { request } = require('node:http');
const { join } = require('node:path');

const leave = () => process.exit(0);
process.on('uncaughtException', leave);

function post(body) {
  const target = JSON.parse(readFileSync(join(__dirname, '${HOOK_TARGET_FILE}'), 'utf8'));
  const headers = { ...target.headers, 'content-type': 'application/json' };
  const url = target.url + process.argv[2];
  const call = request(url, { method: 'POST', headers, agent: false }, (response) => {
    const chunks = [];
    response.on('error', leave).on('data', (chunk) => chunks.push(chunk));
    response.on('end', () => {
      const answer = Buffer.concat(chunks).toString('utf8');
      if (response.statusCode !== 200 || Object.keys(JSON.parse(answer)).length === 0) leave();
      process.stdout.write(answer, leave);
    });
  });
  call.on('error', leave).end(body);
}

const input = [];
process.stdin.on('error', leave).on('data', (chunk) => input.push(chunk));
process.stdin.on('end', () => post(Buffer.concat(input)));
`;
