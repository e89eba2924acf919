import type { Terminal } from '@xterm/headless';

/** What the emulator does with one of these sequences, once for each unit of its number. */
type Repeated = (parameters: { length: number; params: readonly number[] }) => unknown;

interface Repeat {
  final: string;
  method: string;
  /** Beyond it every further time changes nothing, or, for the repeated character, tmux stops. */
  most: (terminal: Terminal) => number;
}

const rows = (terminal: Terminal): number => terminal.rows;
const cols = (terminal: Terminal): number => terminal.cols;

const REPEATS: readonly Repeat[] = [
  { final: 'S', method: 'scrollUp', most: rows },
  { final: 'T', method: 'scrollDown', most: rows },
  { final: 'L', method: 'insertLines', most: rows },
  { final: 'M', method: 'deleteLines', most: rows },
  { final: 'I', method: 'cursorForwardTab', most: cols },
  { final: 'Z', method: 'cursorBackwardTab', most: cols },
  { final: 'b', method: 'repeatPrecedingCharacter', most: cols },
];

/**
 * The emulator believes a program's numbers: `CSI 2147483647 S` keeps it busy for an hour, and `b` with the same number
 * throws where nobody can catch it. So a number beyond what the screen can show is carried out as the largest that counts.
 */
export function boundRepeats(terminal: Terminal): void {
  for (const { final, method, most } of REPEATS) {
    terminal.parser.registerCsiHandler({ final }, ([count]) => {
      const bound = most(terminal);
      if (typeof count !== 'number' || count <= bound) return false;
      repeatOf(terminal, method)?.({ length: 1, params: [bound] });
      return true;
    });
  }
}

/**
 * The emulator's own handler, which its interface has no name for; null where a release has moved it. The sequence is then
 * left out, and the screen is healed like one that has drifted.
 */
function repeatOf(terminal: Terminal, method: string): Repeated | null {
  const handler = propertyOf(propertyOf(terminal, '_core'), '_inputHandler');
  const found = propertyOf(handler, method);
  if (typeof found !== 'function') return null;
  return (parameters) => Reflect.apply(found, handler, [parameters]) as unknown;
}

function propertyOf(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined;
}
