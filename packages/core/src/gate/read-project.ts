import { access, constants, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import type { ProjectListing } from './detect-commands.ts';

/** Bytes of a file that are looked at: nobody's build file is longer. */
const MAX_TEXT = 1_000_000;

const packageSchema = v.object({
  scripts: v.fallback(v.record(v.string(), v.string()), {}),
  packageManager: v.fallback(v.nullable(v.string()), null),
});

/** What the root of a project says of how it is checked. */
export async function readProject(root: string): Promise<ProjectListing> {
  const names = new Set(await readdir(root));
  const textOf = (name: string) => (names.has(name) ? readText(join(root, name)) : null);
  const packageText = await textOf('package.json');
  return {
    names,
    packageJson: packageText === null ? null : parsePackage(packageText),
    tsc: names.has('tsconfig.json') ? await findTsc(root) : null,
    makefile: await (textOf('Makefile') ?? textOf('makefile') ?? textOf('GNUmakefile')),
    pyproject: await textOf('pyproject.toml'),
  };
}

/** Null for a file that cannot be read, or is no text of a sensible length: nothing is found in it then. */
async function readText(path: string): Promise<string | null> {
  try {
    const text = await readFile(path, 'utf8');
    return text.length > MAX_TEXT ? null : text;
  } catch {
    return null;
  }
}

function parsePackage(text: string): ProjectListing['packageJson'] {
  try {
    const parsed = v.safeParse(packageSchema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

/** In its own `node_modules`, or in that of a folder above, where a workspace has it. */
async function findTsc(root: string): Promise<string | null> {
  for (let folder = root; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', '.bin', 'tsc');
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
    if (folder === dirname(folder)) return null;
  }
}
