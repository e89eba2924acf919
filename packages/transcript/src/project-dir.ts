/** Longer names are cut here, and a hash of Claude Code's own follows. */
const LONGEST_NAME = 200;

export interface ProjectDir {
  /** `exact`: the folder's name. `prefix`: what its name starts with; the hash behind it is not known. */
  match: 'exact' | 'prefix';
  name: string;
}

/**
 * The folder under `projects/` that Claude Code keeps a directory's transcripts in: every character but ASCII
 * letters and digits is a `-` (measured on 2.1.330). Not to be decoded: many paths have the same name.
 * @param path the directory's real path
 */
export function encodeProjectDir(path: string): ProjectDir {
  const name = path.replaceAll(/[^a-z0-9]/gi, '-');
  return name.length <= LONGEST_NAME
    ? { match: 'exact', name }
    : { match: 'prefix', name: `${name.slice(0, LONGEST_NAME)}-` };
}
