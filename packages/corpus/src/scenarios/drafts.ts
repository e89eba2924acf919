import { say } from '@aegis/testkit';
import type { Expected } from '../format/recording.ts';
import { isMainLook, isMainOrFullscreenLook } from '../format/settings.ts';
import { isSince, type Setting } from '../format/setting.ts';
import { ready, rested, said } from './cues.ts';
import { key, label, type Scenario, send, type Step, type, until, wait } from './scenario.ts';
import { toldAt } from './told.ts';

/** What a dialog looks like, typed by a person. */
const FAKE_DRAFT = ['Do you want to proceed?', '❯ 1. Yes', '  2. No', 'Esc to cancel'];

const LONG_DRAFT = Array.from({ length: 12 }, (_, index) => `word${index} and more of it, `);

/** Type, and see the end of it on the screen: the next key may not come in the same burst. */
const typed = (text: string): Step[] => [
  type(text),
  until(
    new RegExp(
      text
        .trimEnd()
        .slice(-8)
        .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
    ),
  ),
  wait(150),
];

/** Lines of a draft, with a line break between each two. */
function typeLines(lines: readonly string[]): Step[] {
  return lines.flatMap((line, index) => [
    ...(index === 0 ? [] : [key('C-j'), wait(150)]),
    ...(line === '' ? [] : typed(line)),
  ]);
}

/** Ctrl+U takes the line before the cursor, and Backspace its line break. */
function clear(lines = 1): Step[] {
  const keys = Array.from({ length: lines }, () => [key('C-u'), key('BSpace')]).flat();
  return [key('C-e'), ...keys, until(/─{10}[^\n]*\n[❯>][ \u00a0]*\n─{20}/), wait(200)];
}

const idle = (draft: string): Expected => ({ status: 'idle', draft });

const steps = (setting: Setting): Step[] => [
  ...ready(),
  ...send('hello'),
  said('Good day.'),
  rested(),
  ...typeLines(['line one', 'line two', '', 'line four']),
  wait(300),
  label('several lines', idle('line one\nline two\n\nline four')),
  ...clear(4),
  ...typeLines(FAKE_DRAFT),
  wait(300),
  label('like a dialog', idle(FAKE_DRAFT.join('\n'))),
  ...clear(4),
  // Longer than the box on a small screen, whose top is then cut off.
  ...LONG_DRAFT.flatMap((piece) => [...typed(piece)]),
  wait(400),
  label('a long one', { status: 'idle' }),
  key('C-c'),
  wait(1500),
  label('cleared', idle('')),
  type('日本語 👩‍👩‍👧 🇩🇪 e\u0301 שלום'),
  until(/日本語/),
  wait(600),
  label('other scripts', { status: 'idle' }),
  ...clear(),
  ...typed('@'),
  wait(900),
  label('files', {
    ...idle('@'),
    // 2.0.76 opens no list here.
    ...(isSince(setting, '2.1.50') ? { activity: 'completion_menu' } : {}),
  }),
  ...clear(),
  ...typed('/mod'),
  wait(600),
  label('commands', { ...idle('/mod'), activity: 'completion_menu' }),
  ...clear(),
  ...typed('/model opus'),
  wait(500),
  label('command with a word', idle('/model opus')),
  ...clear(),
  key('C-r'),
  until(/search prompts/i),
  wait(200),
  type('hel'),
  until(/hello(?![\s\S]*● Good day)/),
  wait(500),
  // The fullscreen renderer has a view of its own for it since 2.1.200.
  label('found in the history', {
    status: setting.renderer === 'fullscreen' && isSince(setting, '2.1.200') ? 'unknown' : 'idle',
    activity: 'history_search',
  }),
  key('Escape'),
  rested(),
  wait(300),
  ...clear(),
  type('!'),
  until(/! for (?:bash|shell) mode/),
  wait(200),
  ...typed('echo one; echo two'),
  wait(200),
  label('shell command', { ...idle('echo one; echo two'), activity: 'shell_mode' }),
  key('Enter'),
  until(/⎿\s+one/),
  rested(),
  wait(1000),
  label('shell output', idle('')),
  ...typed('put away'),
  key('C-s'),
  until(/stashed/i),
  wait(200),
  label('stashed', idle('')),
];

/** What a person does in the input box before anything is sent. */
export const drafts: Scenario = {
  name: 'drafts',
  // Older builds lose keys that come soon after their list of files was cleared.
  appliesTo: (setting) => isMainOrFullscreenLook(setting) && isSince(setting, '2.0.76'),
  files: { 'src/one.ts': 'x', 'src/two.ts': 'y' },
  script: (api) => {
    api.when('hello', [say('Good day.')]);
    api.when(/bash-stdout/, [say('Seen.')]);
  },
  steps,
  published: (setting) => toldAt(steps(setting)),
};

const stepsOfMemory = (): Step[] => [
  ...ready(),
  ...send('hello'),
  said('Good day.'),
  rested(),
  type('#'),
  until(/# to memorize/),
  wait(300),
  label('memory mode', { status: 'idle', activity: 'memory_mode', draft: '' }),
  ...typed('remember this'),
  label('memory draft', { status: 'idle', activity: 'memory_mode', draft: 'remember this' }),
  key('Enter'),
  until(/Select memory file/),
  wait(300),
  label('which memory', {
    status: 'unknown',
    activity: 'memory_picker',
    dialog: { name: 'overlay', highlighted: 'User memory' },
  }),
  key('Enter'),
  until(/⎿/),
  rested(),
  wait(500),
  label('remembered', { status: 'idle', draft: '' }),
];

/** A box that begins with `#`: a note for later sessions. Builds since 2.0.76 take it for any other draft. */
export const memory: Scenario = {
  name: 'memory',
  appliesTo: (setting) => isMainLook(setting) && !isSince(setting, '2.0.76'),
  script: (api) => api.when('hello', [say('Good day.')]),
  steps: stepsOfMemory,
  published: () => toldAt(stepsOfMemory()),
};
