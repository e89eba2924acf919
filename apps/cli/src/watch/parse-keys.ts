/** What was pressed. `char` is one grapheme's worth of text at most; `paste` what came between the terminal's marks. */
export type Key =
  | { kind: 'char'; text: string }
  | { kind: 'paste'; text: string }
  | {
      kind:
        | 'up'
        | 'down'
        | 'page-up'
        | 'page-down'
        | 'home'
        | 'end'
        | 'enter'
        | 'escape'
        | 'backspace'
        | 'clear'
        | 'interrupt';
    };

const NAMED = new Map<string, Exclude<Key['kind'], 'char' | 'paste'>>([
  ['\u001b[A', 'up'],
  ['\u001bOA', 'up'],
  ['\u001b[B', 'down'],
  ['\u001bOB', 'down'],
  ['\u001b[5~', 'page-up'],
  ['\u001b[6~', 'page-down'],
  ['\u001b[H', 'home'],
  ['\u001b[1~', 'home'],
  ['\u001b[F', 'end'],
  ['\u001b[4~', 'end'],
  ['\r', 'enter'],
  ['\n', 'enter'],
  ['\u001b', 'escape'],
  ['\u007f', 'backspace'],
  ['\b', 'backspace'],
  ['\u0015', 'clear'],
  ['\u0003', 'interrupt'],
]);

const PASTE_BEGIN = '\u001b[200~';
const PASTE_END = '\u001b[201~';
// eslint-disable-next-line no-control-regex -- escape sequences are what it is for
const SEQUENCE = /^\u001b(?:\[[\d;]*[\u0020-\u002f]*[\u0040-\u007e]|O[\u0040-\u007e])/;
// eslint-disable-next-line no-control-regex -- the beginning of one, of which the rest may come with the next bytes
const BEGUN = /^\u001b\[[\d;]*$/;

/** Cuts what a terminal sends into keys; what is not yet whole waits for the rest. */
export function createKeyParser(): (input: string) => Key[] {
  let rest = '';
  const next = (): Key | null | 'nothing' => {
    if (rest.startsWith(PASTE_BEGIN)) {
      const end = rest.indexOf(PASTE_END);
      if (end === -1) return 'nothing';
      const text = rest.slice(PASTE_BEGIN.length, end);
      rest = rest.slice(end + PASTE_END.length);
      return { kind: 'paste', text: text.replace(/\r\n?/g, '\n') };
    }
    if (rest.length > 1 && BEGUN.test(rest)) return 'nothing';
    const sequence = SEQUENCE.exec(rest)?.[0];
    const one = sequence ?? String.fromCodePoint(rest.codePointAt(0) ?? 0);
    rest = rest.slice(one.length);
    const named = NAMED.get(one);
    if (named) return { kind: named };
    // Other keys and control characters mean nothing here.
    // eslint-disable-next-line no-control-regex -- see above
    if (sequence !== undefined || /^[\u0000-\u001f\u007f-\u009f]/.test(one)) return null;
    return { kind: 'char', text: one };
  };
  return (input) => {
    rest += input;
    const keys: Key[] = [];
    while (rest !== '') {
      const key = next();
      if (key === 'nothing') break;
      if (key) keys.push(key);
    }
    return keys;
  };
}
