import type { NewWindow, PaneId, WindowId } from '../types.ts';
import {
  clientFormat,
  newWindowFormat,
  paneFormat,
  paneListFormat,
  placeFormat,
  screenFormat,
  serverFormat,
} from './pane-formats.ts';
import { commandLine, escapeFormat } from './quote.ts';

/** One or more tmux commands that are sent as one line. */
export interface CommandText {
  /** For messages. */
  name: string;
  line: string;
  /** How many commands the line holds, so how many blocks answer it. */
  commands: number;
  lifts: boolean;
}

function command(...argv: readonly [string, ...string[]]): CommandText {
  return { name: argv[0], line: commandLine(argv), commands: 1, lifts: false };
}

/** All or nothing of them is tmux's to run next: no other client's command comes between, and the first error ends it. */
function sequence(name: string, list: readonly CommandText[]): CommandText {
  return {
    name,
    line: list.map(({ line }) => line).join(' ; '),
    commands: list.length,
    lifts: false,
  };
}

/** `=` asks for the exact name; without it tmux takes a prefix. */
export function exactSession(session: string): string {
  return `=${session}`;
}

export function describeServer(): CommandText {
  return command('display-message', '-p', serverFormat.format);
}

export function pauseAfter(seconds: number): CommandText {
  return command('refresh-client', '-f', `pause-after=${seconds}`);
}

export function continuePane(paneId: PaneId): CommandText {
  return { ...command('refresh-client', '-A', `${paneId}:continue`), lifts: true };
}

export function setServerOption(
  scope: '-s' | '-g' | '-gw',
  name: string,
  value: string,
): CommandText {
  return command('set-option', scope, '--', name, value);
}

export function setPaneOption(target: string, name: string, value: string): CommandText {
  return command('set-option', '-p', '-t', target, '--', `@${name}`, value);
}

/** @param target null: for every pane that has no hook of its own */
export function setPaneDiedHook(target: PaneId | null, hook: string): CommandText {
  const where = target === null ? ['-g'] : ['-p', '-t', target];
  return command('set-hook', ...where, 'pane-died', hook);
}

export function listPanes(session: string, options: readonly string[]): CommandText {
  const target = `${exactSession(session)}:`;
  return command('list-panes', '-s', '-t', target, '-F', paneListFormat(options));
}

export function listClients(): CommandText {
  return command('list-clients', '-F', clientFormat.format);
}

export function setSessionOption(session: string, name: string, value: string): CommandText {
  return command('set-option', '-t', `${exactSession(session)}:`, '--', `@${name}`, value);
}

export function listPlaces(): CommandText {
  return command('list-panes', '-a', '-F', placeFormat.format);
}

export function linkWindow(windowId: WindowId, session: string): CommandText {
  return command('link-window', '-d', '-s', windowId, '-t', `${exactSession(session)}:`);
}

/** The pane, once for each session that it is in; nothing where it is gone. */
export function listPaneEverywhere(paneId: PaneId): CommandText {
  const isIt = `#{==:#{pane_id},${paneId}}`;
  return command('list-panes', '-a', '-f', isIt, '-F', paneFormat.format);
}

/** Lists every pane of the pane's window; the caller picks. */
export function describePane(paneId: PaneId): CommandText {
  return command('list-panes', '-t', paneId, '-F', paneFormat.format);
}

/** Likewise. */
export function describeScreen(paneId: PaneId): CommandText {
  return command('list-panes', '-t', paneId, '-F', screenFormat.format);
}

export interface CaptureRequest {
  historyLines?: number;
  escapes?: boolean;
  joinWrapped?: boolean;
  trailingSpaces?: boolean;
}

export function capturePane(paneId: PaneId, request: CaptureRequest): CommandText {
  const {
    historyLines = 0,
    escapes = false,
    joinWrapped = false,
    trailingSpaces = false,
  } = request;
  const flags = ['-p'];
  if (escapes) flags.push('-e');
  if (joinWrapped) flags.push('-J');
  if (trailingSpaces) flags.push('-N');
  if (historyLines > 0) flags.push('-S', `-${historyLines}`);
  return command('capture-pane', ...flags, '-t', paneId);
}

/** The start of an escape sequence whose end has not come yet, written as octal. */
export function capturePending(paneId: PaneId): CommandText {
  return command('capture-pane', '-p', '-P', '-C', '-t', paneId);
}

/** A mode eats keys. Does nothing where there is none. */
export function leaveModes(paneId: PaneId): CommandText {
  return command('copy-mode', '-q', '-t', paneId);
}

export function sendText(paneId: PaneId, text: string): CommandText {
  return command('send-keys', '-t', paneId, '-l', '--', text);
}

export function sendKey(paneId: PaneId, key: string): CommandText {
  return command('send-keys', '-t', paneId, '--', key);
}

export function resizeWindow(windowId: string, cols: number, rows: number): CommandText {
  return command('resize-window', '-t', windowId, '-x', `${cols}`, '-y', `${rows}`);
}

export function killWindow(windowId: WindowId): CommandText {
  return command('kill-window', '-t', windowId);
}

export const KEEPER_WINDOW = 'aegis-keeper';

/**
 * What runs in the keeper's pane: it reads and forgets, so that a key sent to it is echoed and nothing else. Ctrl-C
 * and Ctrl-S from somebody who looks at it do not stop it.
 */
export const KEEPER_ARGV = ['sh', '-c', 'stty -isig -ixon; exec cat >/dev/null', 'aegis-keeper'];

export function newKeeperWindow(session: string): CommandText {
  const target = `${exactSession(session)}:`;
  return command(
    'new-window',
    '-d',
    '-P',
    '-F',
    newWindowFormat.format,
    '-t',
    target,
    '-n',
    KEEPER_WINDOW,
    '--',
    ...KEEPER_ARGV,
  );
}

/**
 * The window, its size and its options in one command list, so that a pane is never seen without its options. The new
 * window goes to the end of the session and is addressed there (`$`, the highest index): no other client's command
 * can come between. `resize-window` also makes the window's size its own; a global `window-size manual` would be
 * simpler, and crashes tmux up to 3.6 when the next session is made (tmux pull request 4849).
 */
export function newWindow(session: string, window: NewWindow): CommandText {
  const { name, cwd, env, argv, cols, rows, paneOptions = {} } = window;
  const last = `${exactSession(session)}:$`;
  const variables = Object.entries(env).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
  return sequence('new-window', [
    command('set-option', '-t', `${exactSession(session)}:`, 'default-size', `${cols}x${rows}`),
    command(
      'new-window',
      ...['-d', '-a', '-P', '-F', newWindowFormat.format, '-t', last],
      ...['-n', escapeFormat(windowName(name)), '-c', escapeFormat(cwd), ...variables],
      '--',
      ...programArgv(argv),
    ),
    resizeWindow(last, cols, rows),
    ...Object.entries(paneOptions).map(([key, value]) => setPaneOption(last, key, value)),
  ]);
}

/** A label; a newline in it would break the listing that it is shown in (spawn.c takes it as it stands). */
function windowName(name: string): string {
  // eslint-disable-next-line no-control-regex -- finding control characters is what it is for
  return name.replaceAll(/[\u0000-\u001f\u007f]/g, ' ');
}

/** tmux gives a lone argument to a shell to parse (spawn.c); this one only executes it, whatever it is called. */
function programArgv(argv: NewWindow['argv']): readonly string[] {
  return argv.length === 1 ? ['/bin/sh', '-c', 'exec "$0"', ...argv] : argv;
}
