import { isSince, type Setting } from '../format/setting.ts';

/**
 * What the screen tells after a shell command was declined: the fullscreen renderer before 2.1.280 folds such a
 * command into `Ran 1 shell command`, as if it had run.
 */
export function declinedEnd({ version, renderer }: Setting): 'interrupted' | null {
  return renderer === 'fullscreen' && !isSince({ version }, '2.1.280') ? null : 'interrupted';
}
