import { join } from 'node:path';
import { bash, say, thinkFor, write, type ScriptedApi } from '@aegis/testkit';

export const PROMPT = 'Find out what this project is and write it down.';
export const COMMAND = 'git log --oneline && touch seen.txt';

/** What "the model" does when it gets the prompt: a command that needs approval, then a file that does, then a word. */
export function scriptModel(api: ScriptedApi, workDir: string): void {
  api.when(PROMPT, [
    [
      thinkFor(800),
      say('I look at the history first.'),
      bash(COMMAND, 'Look at the history and mark it as seen'),
    ],
    [say('Now the notes.'), write(join(workDir, 'NOTES.md'), '# Greeter\n\nIt greets.\n')],
    say('No notes then, as you wish.', { chunkDelayMs: 40 }),
  ]);
}
