import type { KeyPress } from '../ports/runtime.ts';
import type { Typed } from './row-kind.ts';

/** What Claude Code makes of a pasted tab; a typed one is a key to it and vanishes (measured on 2.1.330). */
const TAB_AS_SPACES = '    ';

/** A prompt as Claude Code can take it by typing: it trims the end of every prompt and has no tabs. */
export function asReceived(text: string): string {
  return text.replaceAll('\t', TAB_AS_SPACES).trimEnd();
}

function typed(text: string): KeyPress[] {
  const keys: KeyPress[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    // Ctrl-J is a newline in the box; Enter would submit.
    if (index > 0) keys.push({ type: 'key', key: 'C-j' });
    if (line !== '') keys.push({ type: 'text', text: line });
  }
  return keys;
}

/**
 * The most characters that are typed before they are seen in the box. Claude Code takes what it reads at once, beyond some
 * 800 characters, for a paste; a busy machine would let two pieces run together, however long the pause between them.
 */
const BURST_CHARACTERS = 400;

export interface Burst {
  keys: readonly KeyPress[];
  /** What can be seen of it in the box; empty where that is nothing. */
  seen: string;
}

/** A first `!` as text: in an empty box it would switch to shell mode, so it goes behind a letter that is then deleted. */
const EXCLAMATION_MARK: Burst = {
  keys: [
    { type: 'text', text: 'x!' },
    { type: 'key', key: 'C-a' },
    { type: 'key', key: 'C-d' },
    { type: 'key', key: 'C-e' },
  ],
  seen: '!',
};

/**
 * The keys that put a text into Claude Code's empty box, exactly (measured on 2.1.330), in bursts that are each to be seen
 * in the box before the next one is typed. The space at the end closes the file and command menus that Enter would choose
 * from, and keeps a last backslash from making Enter a newline; Claude Code trims it.
 */
export function typingPlan({ kind, text }: Typed): Burst[] {
  const body = `${asReceived(text)} `;
  // In shell mode it is a letter like any other.
  if (!body.startsWith('!') || kind === 'shell') return inBursts(typed(body));
  return [EXCLAMATION_MARK, ...inBursts(typed(body.slice(1)))];
}

function inBursts(plan: readonly KeyPress[]): Burst[] {
  const bursts: Burst[] = [];
  let keys: KeyPress[] = [];
  let typedText = '';
  const flush = () => {
    if (keys.length > 0) bursts.push({ keys, seen: squeezed(typedText) });
    keys = [];
    typedText = '';
  };
  for (const press of plan.flatMap(pieces)) {
    const length = press.type === 'text' ? press.text.length : 1;
    if (typedText.length + length > BURST_CHARACTERS) flush();
    keys.push(press);
    typedText += press.type === 'text' ? press.text : ' ';
  }
  flush();
  return bursts;
}

/** Text of at most a burst's length, cut between characters. */
function pieces(press: KeyPress): KeyPress[] {
  if (press.type !== 'text' || press.text.length <= BURST_CHARACTERS) return [press];
  const cut: KeyPress[] = [];
  let text = '';
  for (const character of press.text) {
    if (text.length + character.length > BURST_CHARACTERS) {
      cut.push({ type: 'text', text });
      text = '';
    }
    text += character;
  }
  return [...cut, { type: 'text', text }];
}

/** Rows or characters of a box that may show only the end of a text: it is no higher than half the screen or so. */
const TALL_ROWS = 5;
const PARTIAL_CHARACTERS = 400;

/**
 * What can be compared of a text and its picture on a terminal: neither blanks, since lines wrap, nor emoji and combining marks, of
 * which each terminal makes its own (of a family at the end of a row tmux 3.3a keeps some members). Claude Code's own word says in
 * the end whether all of it arrived.
 */
function squeezed(text: string): string {
  return text.replaceAll(/[\s\u200d\p{Extended_Pictographic}\p{Emoji_Modifier}\p{M}]+/gu, '');
}

/**
 * Whether the box holds what was typed so far and nothing else; of a tall one, the end that is in sight.
 * @param seen what can be seen of it ({@link Burst.seen})
 */
export function boxHolds(boxText: string, seen: string): boolean {
  const shown = squeezed(boxText);
  return shown === seen || (shown !== '' && isTall(boxText) && seen.endsWith(shown));
}

/** What stands for text that Claude Code took for a paste. */
const PASTE_MARK = /\[Pasted text #\d+(?: \+\d+ lines)?\]/;

/** Whether nothing stands in the box but pieces of a text: what we typed ourselves, and nobody else. */
export function isMadeOf(boxText: string, text: string): boolean {
  const whole = squeezed(text);
  return boxText.split(PASTE_MARK).every((piece) => consistsOf(squeezed(piece), whole));
}

/** A person's words are not to be taken for ours, so a piece has a length; and nobody types a text over and over. */
const SHORTEST_PIECE = 24;
const MOST_PIECES = 8;

/** Whether it is one stretch of a text, or several long ones in a row: typed more than once, by an Aegis that was killed. */
function consistsOf(shown: string, whole: string): boolean {
  if (whole.includes(shown)) return true;
  let rest = shown;
  for (let pieces = 0; pieces < MOST_PIECES; pieces += 1) {
    const length = longestStretch(rest, whole);
    if (length === rest.length) return true;
    if (length < SHORTEST_PIECE) return false;
    rest = rest.slice(length);
  }
  return false;
}

/** How many characters at the begin of one text stand somewhere in the other. */
function longestStretch(text: string, whole: string): number {
  let [known, unknown] = [0, text.length + 1];
  while (unknown - known > 1) {
    const middle = Math.floor((known + unknown) / 2);
    if (whole.includes(text.slice(0, middle))) known = middle;
    else unknown = middle;
  }
  return known;
}

/** Whether there may be more of its text above what the box shows. */
function isTall(boxText: string): boolean {
  return boxText.split('\n').length >= TALL_ROWS || squeezed(boxText).length >= PARTIAL_CHARACTERS;
}

/** Whether the box holds a text that was typed in part: its begin or, of a long one, the stretch that is in sight. */
export function isCutOffOf(boxText: string, { kind, text }: Typed): boolean {
  const shown = squeezed(boxText);
  const whole = squeezed(asReceived(text));
  // Of a shell command the `!` in front is a part.
  if (shown === '') return kind === 'shell';
  if (isTall(boxText)) return consistsOf(shown, whole);
  // A first `!` is typed behind a letter.
  return whole.startsWith(shown) || (whole.startsWith('!') && shown === 'x!');
}

/** Whether the box holds the whole text. It wraps lines and, when the text is long, shows only its end. */
export function boxShows(boxText: string, text: string): boolean {
  const shown = squeezed(boxText);
  const whole = squeezed(text);
  // Of nothing but emoji all that can be said is that something stands there.
  if (whole === '') return shown === '' && (boxText.trim() !== '' || text.trim() === '');
  if (shown === whole) return true;
  return shown !== '' && isTall(boxText) && whole.endsWith(shown);
}
