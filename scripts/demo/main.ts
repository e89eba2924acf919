import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { leftovers } from '@aegis/testkit';
import { createPrinter } from './print.ts';
import { setStage } from '../stage.ts';
import { tellStory } from './story.ts';
import { toSvg } from './to-svg.ts';

const HELP = `npm run demo [-- --claude <command>] [-- --svg <file>]

Tells the whole story of a session on a real Claude Code, offline: the pinned copy from npm, an isolated HOME and a
scripted Messages API on loopback. With --claude it uses that command instead of the pinned copy; with --svg it writes a picture of the run.
Exit code 0 only if every step was seen to happen.
`;

/** What follows a flag on the command line, or null. */
function valueOf(argv: readonly string[], flag: string): string | null {
  const at = argv.indexOf(flag);
  return at === -1 ? null : (argv[at + 1] ?? null);
}

async function run(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(HELP);
    return 0;
  }
  const claude = valueOf(argv, '--claude');
  const picture = valueOf(argv, '--svg');
  let printed = '';
  const print = createPrinter((text) => {
    printed += text;
    process.stdout.write(text);
  });
  const stage = await setStage({ workDirName: 'greeter', ...(claude === null ? {} : { claude }) });
  try {
    await tellStory(stage, print);
  } finally {
    await stage.dispose();
  }
  const left = leftovers();
  if (left.length > 0) throw new Error(`Left behind: ${left.map(({ what }) => what).join(', ')}`);
  print.fact('nothing is left running, and no file either');
  print.title('Every step was seen to happen.');
  // Folders of this run mean nothing to anybody else.
  if (picture !== null) await writeFile(picture, toSvg(printed.replaceAll(/\/tmp\/[\w-]+/g, '~')));
  return 0;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
