import type { Detected, Explained } from '../detect/detect-file.ts';
import type { Style } from '../output.ts';
import { oneLine } from '../text/neutralise.ts';
import { screenExplanationView } from './explanation-view.ts';

/** How the screen in a file was read, for a person. */
export function detectView(
  result: Detected | Explained | { file: string; error: string },
  style: Style,
): string {
  const file = style.bold(oneLine(result.file));
  if ('error' in result) return `${file}: ${style.red(oneLine(result.error))}`;
  if (!('explanation' in result)) return `${file}: ${result.status}`;
  return `${file}\n${screenExplanationView(result.explanation, style)}`;
}
