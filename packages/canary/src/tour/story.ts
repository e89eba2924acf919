import { askUserQuestion, bash, edit, read, say, thinkFor, type ModelScript } from '@aegis/testkit';

/** What is sent to Claude Code on the tour. */
export const PROMPTS = {
  talk: 'Canary: say something.',
  command: 'Canary: make a file.',
  question: 'Canary: ask me something.',
  edit: 'Canary: change a file.',
  stream: 'Canary: talk for long.',
} as const;

export const MADE_FILE = 'made.txt';
/** Older versions run an `echo` into a file of the folder unasked. */
export const COMMAND = `touch ${MADE_FILE}`;
export const EDITED_FILE = 'canary.txt';
export const FILE_BEFORE = 'one\ntwo\n';
export const ANSWER = 'The canary sings.';
export const QUESTION = {
  question: 'Which colour shall it be?',
  header: 'Colour',
  options: [
    { label: 'Red', description: 'Like a rose' },
    { label: 'Blue', description: 'Like the sky' },
  ],
};

/** Long enough to be seen at work, and to be stopped in. */
const THINKING_MS = 3_000;
const STREAM_CHUNK_MS = 100;

/** What the scripted model does for each prompt; `editedFile` is an absolute path. */
export function storyScripts(editedFile: string): [prompt: string, script: ModelScript][] {
  return [
    [PROMPTS.talk, [[thinkFor(THINKING_MS), say(ANSWER)]]],
    [PROMPTS.command, [bash(COMMAND), say('It is made.')]],
    [PROMPTS.question, [askUserQuestion([QUESTION]), say('Blue it is.')]],
    [PROMPTS.edit, [read(editedFile), edit(editedFile, 'two', 'three'), say('Not reached.')]],
    [PROMPTS.stream, [say('La '.repeat(600), { chunkDelayMs: STREAM_CHUNK_MS, chunkSize: 3 })]],
  ];
}
