import { AegisError } from '@aegis/protocol';
import { parse } from 'shell-quote';

/**
 * A command line as words, as a shell would cut it, with quotes and backslashes. No shell is there: what only a shell can do
 * is refused, never passed on as a word.
 * @throws AegisError `invalid_request`
 */
export function splitWords(line: string): string[] {
  if (/[\n\r]/.test(line)) throw refused(line, 'more than one line');
  if (line.includes('`')) throw refused(line, 'a backtick');
  if (hasOpenQuote(line)) throw refused(line, 'a quote that is not closed');
  const words: string[] = [];
  for (const part of parse(line, refuseVariable(line))) {
    if (typeof part === 'string') words.push(part);
    else if ('comment' in part) throw refused(line, 'a comment (#)');
    else if (part.op === 'glob') throw refused(line, `the pattern ${part.pattern}`);
    else throw refused(line, `the operator ${part.op}`);
  }
  const [program] = words;
  if (program === undefined || program === '') throw refused(line, 'no program');
  if (/^[a-z_]\w*=/i.test(program)) {
    throw refused(line, `the assignment ${program}`, ' Set it with `env NAME=value program …`.');
  }
  const home = words.find((word) => /^~(?:\/|$)/.test(word));
  if (home !== undefined) throw refused(line, `the home directory ${home}`);
  return words;
}

function refuseVariable(line: string) {
  return (name: string): never => {
    throw refused(line, name === '' ? 'a dollar sign' : `the variable $${name}`);
  };
}

/** Backslashes count outside of single quotes, as in a shell. */
function hasOpenQuote(line: string): boolean {
  let open: string | null = null;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (character === '\\' && open !== "'") at += 1;
    else if (open === null && (character === '"' || character === "'")) open = character;
    else if (character === open) open = null;
  }
  return open !== null;
}

function refused(line: string, what: string, hint = ''): AegisError {
  return new AegisError(
    'invalid_request',
    `The command \`${line.slice(0, 200)}\` has ${what}, and no shell reads it.${hint} Give its words as a list, or name a shell: ["sh", "-c", "…"].`,
    { details: { command: line.slice(0, 200) } },
  );
}
