import picomatch from 'picomatch';

/** Where the roots of patterns are: absolute, without a slash at the end (the root itself: empty). */
export interface PatternRoots {
  workDir: string;
  home: string;
}

/** A glob, and the directory that it begins in. */
interface RootedGlob {
  root: string;
  glob: string;
}

export interface PathPattern {
  /** Whether it matches this path: absolute and normalised. */
  matches(path: string): boolean;
  /** Whether it matches whatever may be below this directory. */
  coversTree(directory: string): boolean;
  /** Whether it may match something below this directory. */
  reachesInto(directory: string): boolean;
}

/** Why a pattern for paths cannot be used, or null where it can. */
export function pathPatternProblem(pattern: string): string | null {
  if (pattern.startsWith('!')) return 'begins with "!"; write another rule for what it leaves out';
  if (pattern.split('/').includes('..')) return 'contains ".."; write where it leads';
  if (pattern.startsWith('~') && pattern !== '~' && !pattern.startsWith('~/'))
    return 'names the home of another user; write it out';
  try {
    picomatch.makeRe(pattern, OPTIONS);
    return null;
  } catch {
    return 'is no glob';
  }
}

/** Dot files are files; a line break is a character of a name like any other. */
const OPTIONS = { dot: true, nonegate: true, noextglob: true, flags: 's' } as const;
/** Names that nothing but `**` is written for. */
const ANYTHING_BELOW = ['\u0001/\u0001/\u0001', '\u0001'];

/** Relative patterns begin in `workDir`; `~/` in `home`. */
export function pathPattern(pattern: string, roots: PatternRoots): PathPattern {
  const { root, glob } = rooted(pattern, roots);
  const isMatch = picomatch(glob, OPTIONS);
  const matchesEverything = glob === '**';
  const fixed = join(root, picomatch.scan(glob, OPTIONS).base);
  const matches = (path: string) => {
    const below = relativeTo(root, path);
    if (below === null) return false;
    return below === '' ? matchesEverything || glob === '' : isMatch(below);
  };
  return {
    matches,
    coversTree: (directory) => ANYTHING_BELOW.every((name) => matches(join(directory, name))),
    reachesInto: (directory) =>
      relativeTo(directory, fixed) !== null || relativeTo(fixed, directory) !== null,
  };
}

function rooted(pattern: string, { workDir, home }: PatternRoots): RootedGlob {
  if (pattern.startsWith('/')) return { root: '', glob: tidied(pattern) };
  if (pattern === '~' || pattern.startsWith('~/'))
    return { root: bare(home), glob: tidied(pattern.slice(1)) };
  return { root: bare(workDir), glob: tidied(pattern) };
}

/** Without what says nothing; a directory, marked by its last slash, stands for all that is below. */
function tidied(glob: string): string {
  const parts = glob.split('/').filter((part) => part !== '' && part !== '.');
  if (glob.endsWith('/') && parts.at(-1) !== '**') parts.push('**');
  return parts.join('/');
}

function bare(directory: string): string {
  return directory.replace(/\/+$/, '');
}

function join(directory: string, name: string): string {
  return name === '' ? bare(directory) : `${bare(directory)}/${name}`;
}

/** What of `path` is below `directory`: empty where they are the same, null where it is elsewhere. */
function relativeTo(directory: string, path: string): string | null {
  const [base, whole] = [bare(directory), bare(path)];
  if (whole === base) return '';
  return whole.startsWith(`${base}/`) ? whole.slice(base.length + 1) : null;
}
