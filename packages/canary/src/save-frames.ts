import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from './finding.ts';
import type { ExplainScreen } from './run/world.ts';
import type { SeenFrame } from './seen.ts';

/** Saves the screen of each finding beside how it was read; gives the path of each, null where there is no screen. */
export async function saveFrames(
  findings: readonly Finding[],
  { folder, explainScreen }: { folder: () => Promise<string>; explainScreen: ExplainScreen },
): Promise<(string | null)[]> {
  const saved = new Map<SeenFrame, string>();
  const paths: (string | null)[] = [];
  for (const { frame, what } of findings) {
    if (frame === null) {
      paths.push(null);
      continue;
    }
    let path = saved.get(frame);
    if (path === undefined) {
      const directory = await folder();
      await mkdir(directory, { recursive: true, mode: 0o700 });
      path = join(directory, `screen-${saved.size + 1}.txt`);
      await writeFile(path, frameText(frame, what, explainScreen), { mode: 0o600 });
      saved.set(frame, path);
    }
    paths.push(path);
  }
  return paths;
}

function frameText({ screen }: SeenFrame, what: string, explainScreen: ExplainScreen): string {
  const rows = screen.lines.map(({ text }) => text).join('\n');
  const explanation = JSON.stringify(explainScreen(screen), null, 2);
  return `${what}\n\n--- the screen, ${screen.cols} by ${screen.rows} ---\n${rows}\n--- how it was read ---\n${explanation}\n`;
}
