import { CHROME_WORDS } from './chrome-words.ts';

/**
 * A screen with nothing of the user's left in it, and enough of Claude Code's to write a rule by.
 *
 * Kept as they are: blanks, punctuation, lines, marks and symbols, hence the shape of everything; the number before a
 * dialog's row. Where Claude Code speaks itself (what hangs from the lowest rule or frame, and rows that begin with one
 * of its spinners) also the words of {@link CHROME_WORDS}, each standing alone between blanks. All other letters become
 * `x` or `X`, all other digits `0`: above that, in the input box, in a command, a path, a diff, a plan or a secret, and
 * also a word that Claude Code has never used before. Linear in the size of the screen.
 */
export function redactScreen(rows: readonly string[]): string[] {
  const { chromeFrom, box } = partsOf(rows);
  return rows.map((row, index) => {
    const isBox = index >= box.from && index < box.to;
    const speaks = (index >= chromeFrom && !isBox) || SPINNER.test(row);
    return speaks ? redactChrome(row) : blackOut(row);
  });
}

/** A rule over the whole width, or the top of a frame, at the first column: only Claude Code draws there. */
const RULE = /^(?:[─━═▔]{10}|╭─)/u;
const PROMPT = /^[❯>!](?:\s|$)/u;
/** Claude Code's spinner and its closing line, at the first column. */
const SPINNER = /^[·✢✳✶✻✽] /u;

interface Parts {
  /** The first row that is Claude Code's own; as many as there are rows where none is. */
  chromeFrom: number;
  /** The input box, which is the user's; `to` is exclusive. */
  box: { from: number; to: number };
}

function partsOf(rows: readonly string[]): Parts {
  const rules = rows.flatMap((row, index) => (RULE.test(row) ? [index] : []));
  const bottom = rules.at(-1) ?? rows.length;
  const top = rules.at(-2);
  const isBox = top !== undefined && PROMPT.test(rows[top + 1] ?? '');
  if (!isBox) return { chromeFrom: bottom, box: { from: 0, to: 0 } };
  return { chromeFrom: top, box: { from: top + 1, to: bottom } };
}

const ROW_NUMBER = /^\W{0,6}\d{1,2}\. /u;

function redactChrome(row: string): string {
  const number = ROW_NUMBER.exec(row)?.[0] ?? '';
  const rest = row.slice(number.length).replace(/\S+/gu, redactToken);
  return clean(number) + rest;
}

/** A token as long as this is no word, whatever it is made of. */
const LONGEST_WORD = 40;

function redactToken(token: string): string {
  const isShort = token.length <= LONGEST_WORD;
  return isShort && isChrome(withoutPunctuation(token)) ? clean(token) : blackOut(token);
}

const BEFORE = new Set('(["\'“‘');
const AFTER = new Set('.,?!:;)"\'”’…]');

function withoutPunctuation(token: string): string {
  let from = 0;
  let to = token.length;
  while (from < to && BEFORE.has(token.charAt(from))) from += 1;
  while (to > from && AFTER.has(token.charAt(to - 1))) to -= 1;
  return token.slice(from, to);
}

/** `proceed`, `don't`, and keys such as `shift+tab` and `Tab/Arrow`. */
function isChrome(inside: string): boolean {
  const parts = inside.replaceAll('’', "'").toLowerCase().split(/[+/]/u);
  return parts.length <= 3 && parts.every((part) => CHROME_WORDS.has(part));
}

function blackOut(text: string): string {
  return clean(text)
    .replace(/[\p{L}\p{M}]/gu, (letter) => (/\p{Lu}/u.test(letter) ? 'X' : 'x'))
    .replace(/\p{N}/gu, '0');
}

/** What no screen shows, and what a terminal would act on. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}]/gu, '');
}
