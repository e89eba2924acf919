import process from 'node:process';
import { leftovers } from '@aegis/testkit';
import { createPrinter } from './print.ts';
import { setStage } from '../stage.ts';
import { tellStory } from './story.ts';

const HELP = `npm run demo [-- --claude <command>]

Tells the whole story of a session on a real Claude Code, offline: the pinned copy from npm, an isolated HOME and a
scripted Messages API on loopback. With --claude it uses that command instead of the pinned copy.
Exit code 0 only if every step was seen to happen.
`;

async function run(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(HELP);
    return 0;
  }
  const flag = argv.indexOf('--claude');
  const claude = flag === -1 ? null : (argv[flag + 1] ?? 'claude');
  const print = createPrinter((text) => process.stdout.write(text));
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
  return 0;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
