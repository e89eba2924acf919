import { readFile, readlink } from 'node:fs/promises';

/** What Linux tells of a process of our own user; null for what it does not, as on other systems. */
export interface ProcessSurroundings {
  argv: readonly string[] | null;
  environment: Readonly<Record<string, string>> | null;
  workDir: string | null;
}

const unknown = () => null;

export async function processSurroundings(pid: number): Promise<ProcessSurroundings> {
  const [argv, environment, workDir] = await Promise.all([
    readFile(`/proc/${pid}/cmdline`, 'utf8').then(parts, unknown),
    readFile(`/proc/${pid}/environ`, 'utf8').then(parseEnvironment, unknown),
    readlink(`/proc/${pid}/cwd`).catch(unknown),
  ]);
  return { argv, environment, workDir };
}

function parts(text: string): string[] {
  return text.split('\0').slice(0, -1);
}

export function parseEnvironment(text: string): Record<string, string> {
  const entries = parts(text).flatMap((entry) => {
    const at = entry.indexOf('=');
    return at < 1 ? [] : [[entry.slice(0, at), entry.slice(at + 1)] as const];
  });
  return Object.fromEntries(entries);
}
