import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The blocks of a page that are marked as of a language, as they stand there. */
export function codeBlocks(text: string, language: string): string[] {
  const block = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs');
  return [...text.matchAll(block)].map(([, code]) => code ?? '');
}

/** The shell block of a page that has this in it. `page`: from the top of the repository. */
export function shellBlock(page: string, marker: string): string {
  const text = readFileSync(fileURLToPath(new URL(`../${page}`, import.meta.url)), 'utf8');
  const found = codeBlocks(text, 'sh').find((code) => code.includes(marker));
  if (found === undefined) throw new Error(`${page} has no shell block with "${marker}".`);
  return found;
}
