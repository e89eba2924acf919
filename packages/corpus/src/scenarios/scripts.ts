import { askUserQuestion, bash, say, write } from '@aegis/testkit';
import { isMainLook, isMainOrFullscreenLook } from '../format/settings.ts';
import { isSince, type Setting } from '../format/setting.ts';
import { asked, leave, ready, rested } from './cues.ts';
import { key, label, type Scenario, send, type Step, until, wait } from './scenario.ts';
import { toldAt } from './told.ts';

/** Wide characters, joined emoji, flags, combining marks, right to left, and one word longer than a row. */
const WORDS = '漢字かな 한국어 👩‍👩‍👧 🇩🇪 👍🏽 e\u0301a\u0308 שלום مرحبا';
const LONG_WORD = 'Donaudampfschifffahrtsgesellschaft'.repeat(9);
const REPLY = `${WORDS}\n\n- 一つ目\n- 🇫🇷 deux\n\n${LONG_WORD}\n\n| 表 | 🙂 |\n|---|---|\n| あ | b |\n\nThat was all.`;
const COMMAND = 'printf "\\t一\\t二\\n\\033[31mrot\\033[0m\\a\\r\\n" > 名前-🙂.txt';

const steps = (setting: Setting): Step[] => [
  ...ready(),
  ...send('全部 show it'),
  until(/That was all\./),
  rested(),
  wait(600),
  label('reply', { status: 'idle', draft: '', turnEnd: 'completed' }),
  ...send('command'),
  asked(String.raw`❯ 1\. Yes`),
  wait(400),
  label('command', {
    status: 'bash_approval',
    dialog: { name: 'bash', subject: COMMAND, highlighted: 'Yes' },
  }),
  ...leave(),
  label('left command', { status: 'idle', draft: '' }),
  ...send('file'),
  asked(String.raw`❯ 1\. Yes`),
  wait(400),
  label('file', {
    status: 'permission_prompt',
    dialog: { name: 'create', highlighted: 'Yes' },
  }),
  ...leave(),
  // Some builds put the flag's half over the rows of what was rejected.
  label('left file', { status: 'idle', draft: '' }),
  ...(isSince(setting, '2.0.76')
    ? [
        ...send('question'),
        asked('PostgreSQL'),
        wait(600),
        label('question', { status: 'ask_question', dialog: { name: 'question', page: 0 } }),
        key('Down'),
        wait(300),
        label('moved', { status: 'ask_question', dialog: { name: 'question', page: 0 } }),
        ...leave(),
        label('left question', { status: 'idle', draft: '' }),
      ]
    : []),
  ...send('print'),
  until(/● Printed\./),
  rested(),
  wait(600),
  label('printed', { status: 'idle', draft: '', turnEnd: 'completed' }),
];

/** Text that is hard to draw, at every place where text can stand. */
export const scripts: Scenario = {
  name: 'scripts',
  // The fullscreen renderer of 2.1.120 takes wide characters for narrow ones and garbles its own screen.
  appliesTo: (setting) =>
    isMainLook(setting) || (isMainOrFullscreenLook(setting) && isSince(setting, '2.1.200')),
  claudeArgs: () => ['--permission-mode', 'default', '--allowedTools', 'Bash(cat:*)'],
  files: {
    'odd.txt': `\ttab\tstops\n${WORDS}\nred \u001b[31mrot\u001b[0m bell \u0007 back\b\b end\n`,
  },
  script: (api, workDir) => {
    api.when('show it', [say(REPLY)]);
    api.when('command', [bash(COMMAND, 'Schreibt 漢字 🙂'), say('Made.')]);
    api.when('file', [write(`${workDir}/名前-🇩🇪.txt`, `${WORDS}\n${LONG_WORD}\n`), say('Made.')]);
    api.when('question', [
      askUserQuestion([
        {
          question: 'どのデータベース? 👩‍👩‍👧 שלום',
          header: '資料庫',
          options: [
            { label: 'PostgreSQL 🐘', description: '漢字の説明 مرحبا' },
            { label: 'エスキューライト', description: 'e\u0301 🇯🇵' },
          ],
        },
      ]),
      say('So be it.'),
    ]);
    api.when('print', [bash('cat odd.txt', 'Print'), say('Printed.')]);
  },
  steps,
  published: (setting) => toldAt(steps(setting)),
};
