import { parse } from 'shell-quote';

/** Programs whose first word after them says what they do. */
const WITH_COMMANDS = new Set([
  ...['npm', 'pnpm', 'yarn', 'bun', 'npx', 'bunx', 'deno', 'cargo', 'go', 'git', 'make', 'docker'],
  ...[
    'uv',
    'poetry',
    'pipenv',
    'python',
    'python3',
    'node',
    'gradle',
    './gradlew',
    'mvn',
    'dotnet',
  ],
  ...['bundle', 'rake', 'mix', 'turbo', 'nx', 'just'],
]);
/** Words that stand before the command that counts. */
const PASS_OVER = new Set(['run', 'exec', '-m', 'x', 'dlx', 'sudo', 'time', 'env', 'command']);

/**
 * What a shell command line is about, so that a later run can be told to be the same again: the program that its last part
 * runs, with its sub-command where it has such. `cd app && npm test -- --run` is `npm test`, and so is `npm run test`.
 */
export function bashKind(line: string): string {
  const words: string[] = [];
  let isPiped = false;
  for (const part of safeParse(line)) {
    if (typeof part === 'object' && 'op' in part && part.op !== 'glob') {
      // What comes behind a pipe or a redirection changes what is shown, not what is run.
      isPiped ||= !['&&', ';', '||'].includes(part.op);
      if (['&&', ';'].includes(part.op)) {
        words.length = 0;
        isPiped = false;
      }
      if (part.op === '||') isPiped = true;
    } else if (typeof part === 'string' && !isPiped) words.push(part);
  }
  const named = words.filter((word) => !/^[a-z_]\w*=/i.test(word));
  const program = named.find((word) => !PASS_OVER.has(word)) ?? line.trim();
  if (!WITH_COMMANDS.has(program)) return program;
  const rest = named.slice(named.indexOf(program) + 1);
  const command = rest.find((word) => !PASS_OVER.has(word) && !word.startsWith('-'));
  return command === undefined ? program : `${program} ${command}`;
}

function safeParse(line: string): ReturnType<typeof parse> {
  try {
    return parse(line, (name) => `$${name}`);
  } catch {
    return [line];
  }
}
