#!/usr/bin/env node
import { randomUUID } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EMPTY_BOX } from './box/box.ts';
import { trustDialog } from './dialog/permission-dialog.ts';
import { Registry } from './files/registry.ts';
import { readHooks } from './hooks/hook-settings.ts';
import { readKeys } from './keys/read-keys.ts';
import { parseArguments, type SessionLaunch } from './launch/parse-arguments.ts';
import { isTrusted, trustFolder } from './launch/trust.ts';
import { PACE } from './pace.ts';
import { Terminal } from './screen/terminal.ts';
import { Conversation } from './session/conversation.ts';
import { earlierLog } from './session/earlier-log.ts';
import { Session } from './session/session.ts';
import { View } from './session/view.ts';
import { ScriptPlayer } from './turn/script-player.ts';
import { LOOKS_LIKE, MODEL } from './version.ts';

/** A program that looks like Claude Code to whoever drives it, and plays a scenario instead of asking a model. */
const launch = parseArguments(process.argv.slice(2));
switch (launch.type) {
  case 'version':
    process.stdout.write(`${LOOKS_LIKE} (Claude Code)\n`);
    break;
  case 'refused':
    refuse(launch.message);
    break;
  case 'session':
    try {
      await run(launch);
    } catch (error) {
      refuse(error instanceof Error ? error.message : String(error));
    }
    break;
}

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** Never a real `~/.claude`: what is written here is no conversation of anybody's. */
function configDir(): string {
  const explicit = process.env['CLAUDE_CONFIG_DIR'] ?? '';
  if (isAbsolute(explicit)) return explicit;
  return refuse(
    'The look-alike of Claude Code needs a folder for its files: set CLAUDE_CONFIG_DIR to an absolute path. createFakeClaude() of @aegis/testkit does.',
  );
}

async function run(launch: SessionLaunch): Promise<void> {
  const config = configDir();
  const workDir = realpathSync(process.cwd());
  const player = new ScriptPlayer(launch.scenario);
  const settings = { configDir: config, workDir, given: launch.settings, environment: process.env };
  const place = {
    configDir: config,
    workDir,
    version: LOOKS_LIKE,
    model: launch.model ?? MODEL,
    sessionId: launch.sessionId ?? launch.resume ?? randomUUID(),
  };
  const resumed =
    launch.resume === null
      ? null
      : new Conversation({ ...place, sessionId: launch.resume }).transcript.load();
  if (launch.resume === null && new Conversation(place).transcript.exists) {
    refuse(`Error: Session ID ${place.sessionId} is already in use.`);
  }
  if (launch.fork && launch.sessionId === null) place.sessionId = randomUUID();
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    refuse('The look-alike of Claude Code draws on a terminal, and this is none.');
  }
  // Read before the screen is drawn: a broken file is told of on an empty terminal.
  const hooks = readHooks(settings);
  const terminal = new Terminal(process.stdout);
  const view = new View(terminal, {
    size: terminal.size,
    greeting: null,
    log: [],
    activity: null,
    queue: [],
    box: EMPTY_BOX,
    ghost: null,
    mode: launch.mode,
    notice: null,
    shortcuts: false,
    dialog: null,
    isReady: false,
  });
  const greeting = { version: LOOKS_LIKE, model: place.model, cwd: workDir };
  const leave = (code: number, words: string): never => {
    view.drawNow();
    terminal.leave(words);
    process.exit(code);
  };
  process.on('uncaughtException', (error) => leave(1, `${error.message}\r\n`));
  let session: Session | null = null;
  readKeys(process.stdin, (key) => {
    if (session === null) view.press(key);
    else session.press(key);
  });
  for (const [signal, code] of [
    ['SIGHUP', 129],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      if (session === null) leave(code, '');
      else void session.end(code, 'other');
    });
  }
  if (!launch.trustAll && !isTrusted(config, workDir)) {
    const { dialog, choices } = trustDialog(workDir);
    const answer = await view.askList(dialog, new AbortController().signal);
    const isTrustedNow = typeof answer === 'object' && choices[answer.row] === 'allow';
    if (!isTrustedNow) leave(1, '');
    trustFolder(config, workDir);
    view.change({ greeting });
    await sleep(PACE.start);
  }
  session = new Session({
    view,
    registry: new Registry(config, place),
    hooks,
    player,
    place,
    mode: launch.mode,
    allowed: launch.allowed,
    maxRetries: retries(),
    leave,
  });
  const { transcript } = session.conversation;
  if (resumed !== null && launch.fork) transcript.copy(resumed);
  else transcript.load();
  view.change({ greeting, isReady: true, log: earlierLog(resumed ?? []) });
  await session.start(launch.prompt, launch.resume === null ? 'startup' : 'resume');
}

/** As Claude Code's own setting, with a smaller number where it is left out. */
function retries(): number {
  const set = Number(process.env['CLAUDE_CODE_MAX_RETRIES']);
  return Number.isSafeInteger(set) && set >= 0 && process.env['CLAUDE_CODE_MAX_RETRIES'] !== ''
    ? set
    : 2;
}
