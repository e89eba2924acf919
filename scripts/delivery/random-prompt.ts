import type { Random } from '../random.ts';

const WORDS = [
  'fix',
  'the',
  'tests',
  'of',
  'module',
  '"quoted"',
  "it's",
  '$HOME',
  '`tick`',
  'C:\\path\\',
  '100%',
  ';',
  '&&',
  '日本語',
  '漢字',
  '👩‍👩‍👧',
  '🙂',
  'שלום',
  'مرحبا',
  'café',
  'naïve',
  '❯',
  '1.',
  'Yes',
  '{"a":[1,2]}',
  '<b>',
  '#tag',
  '!bang',
  '@file',
  '/not/a/command',
  '~',
  '|',
] as const;

/** What Claude Code would act on, were it typed carelessly. */
const BEGINNINGS = [
  '',
  '',
  '',
  '',
  '',
  '! ',
  '!',
  '# ',
  '@',
  '? ',
  '1 ',
  '& ',
  '/tmp/x ',
  '\t',
] as const;
const ENDS = ['', '', '', '', '\\', ' \\', '@READ', '!', '?', '\n', ' ', ' ultrathink'] as const;

/** A prompt as programs and people send them: mostly short, at times many lines or long, with what could be taken for keys. */
export function randomPrompt(random: Random, tag: string): string {
  const lines = Array.from({ length: random.skewed(1, 40) }, () => randomLine(random));
  const [first = '', ...others] = lines;
  const middle = [`${tag} ${first}`, ...others].join('\n');
  return `${random.pick(BEGINNINGS)}${middle}${random.pick(ENDS)}`;
}

function randomLine(random: Random): string {
  const words = Array.from({ length: random.skewed(0, 120) }, () => random.pick(WORDS));
  return `${' '.repeat(random.skewed(0, 8))}${words.join(' ')}`;
}
