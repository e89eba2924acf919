import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The shell block of a page that has this in it, as it stands there. `page`: from the top of the repository. */
export function shellBlock(page: string, marker: string): string {
  const text = readFileSync(fileURLToPath(new URL(`../${page}`, import.meta.url)), 'utf8');
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, code]) => code ?? '');
  const found = blocks.find((code) => code.includes(marker));
  if (found === undefined) throw new Error(`${page} has no shell block with "${marker}".`);
  return found;
}
