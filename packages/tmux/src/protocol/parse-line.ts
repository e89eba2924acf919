import { isPaneId, isWindowId } from '../ids.ts';
import type { PaneId, WindowId } from '../types.ts';
import { parseGuard, type Guard } from './guard.ts';
import { unescapeOctal } from './octal.ts';

/** One line of a control client's output, outside of any block. */
export type ControlLine =
  | { type: 'begin'; guard: Guard }
  | { type: 'output'; paneId: PaneId; bytes: Uint8Array }
  | { type: 'pause'; paneId: PaneId }
  | { type: 'continue'; paneId: PaneId }
  | { type: 'layout-change'; windowId: WindowId }
  /** Says only that some session let go of the window: whether it is gone must be asked (control-notify.c). */
  | { type: 'window-close'; windowId: WindowId }
  | { type: 'session-changed'; sessionId: string }
  | { type: 'exit'; reason: string | null }
  /** A notification that is known and not needed. */
  | { type: 'ignored'; name: string }
  /** A `%` line that no rule knows. */
  | { type: 'unknown'; text: string }
  /** Anything else: tmux writes no such line outside of a block. */
  | { type: 'text'; text: string };

type Parser = (rest: Uint8Array, name: string) => ControlLine | null;

const PERCENT = 0x25;
const SPACE = 0x20;
const decoder = new TextDecoder();

const ignored: Parser = (_rest, name) => ({ type: 'ignored', name });
const windowClose: Parser = (rest) => {
  const windowId = firstWord(rest);
  return isWindowId(windowId) ? { type: 'window-close', windowId } : null;
};
const flow =
  (type: 'pause' | 'continue'): Parser =>
  (rest) => {
    const paneId = decoder.decode(rest);
    return isPaneId(paneId) ? { type, paneId } : null;
  };

const PARSERS = new Map<string, Parser>([
  [
    'begin',
    (rest) => {
      const guard = parseGuard(decoder.decode(rest));
      return guard && { type: 'begin', guard };
    },
  ],
  [
    'output',
    (rest) => {
      const space = rest.indexOf(SPACE);
      const paneId = decoder.decode(rest.subarray(0, space));
      if (space === -1 || !isPaneId(paneId)) return null;
      return { type: 'output', paneId, bytes: unescapeOctal(rest.subarray(space + 1)) };
    },
  ],
  ['extended-output', extendedOutput],
  ['pause', flow('pause')],
  ['continue', flow('continue')],
  [
    'layout-change',
    (rest) => {
      const windowId = firstWord(rest);
      return isWindowId(windowId) ? { type: 'layout-change', windowId } : null;
    },
  ],
  ['window-close', windowClose],
  ['unlinked-window-close', windowClose],
  ['session-changed', (rest) => ({ type: 'session-changed', sessionId: firstWord(rest) })],
  ['exit', (rest) => ({ type: 'exit', reason: rest.length === 0 ? null : decoder.decode(rest) })],
  ['client-detached', ignored],
  ['client-session-changed', ignored],
  ['config-error', ignored],
  ['message', ignored],
  ['pane-mode-changed', ignored],
  ['paste-buffer-changed', ignored],
  ['paste-buffer-deleted', ignored],
  ['session-renamed', ignored],
  ['session-window-changed', ignored],
  ['sessions-changed', ignored],
  ['subscription-changed', ignored],
  ['unlinked-window-add', ignored],
  ['unlinked-window-renamed', ignored],
  ['window-add', ignored],
  ['window-pane-changed', ignored],
  ['window-renamed', ignored],
]);

/** Never throws: what no rule knows comes back as `unknown` or `text`. */
export function parseLine(line: Uint8Array): ControlLine {
  if (line[0] !== PERCENT) return { type: 'text', text: decoder.decode(line) };
  const space = line.indexOf(SPACE);
  const name = decoder.decode(line.subarray(1, space === -1 ? undefined : space));
  const rest = space === -1 ? line.subarray(line.length) : line.subarray(space + 1);
  return PARSERS.get(name)?.(rest, name) ?? { type: 'unknown', text: decoder.decode(line) };
}

function firstWord(bytes: Uint8Array): string {
  const space = bytes.indexOf(SPACE);
  return decoder.decode(space === -1 ? bytes : bytes.subarray(0, space));
}

/** `%P AGE [arguments that later versions may add] : DATA`. */
function extendedOutput(rest: Uint8Array): ControlLine | null {
  const paneId = firstWord(rest);
  const mark = Buffer.from(rest.buffer, rest.byteOffset, rest.byteLength).indexOf(' : ');
  if (mark === -1 || !isPaneId(paneId)) return null;
  return { type: 'output', paneId, bytes: unescapeOctal(rest.subarray(mark + 3)) };
}
